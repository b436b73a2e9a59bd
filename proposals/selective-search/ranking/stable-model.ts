/**
 * Made by `npm run train:ranking -- --data VOC2012 --split train_more --limit 120 --seed 1 --stable`; not to be edited.
 * Columns of `hidden`:
 * - log of the share of the image that the box covers
 * - log of its shorter side over the longer side of the image
 * - log of its longer side over its shorter one
 * - share of the box that is the region's
 * - borders of the image touched, 0 to 4
 * - log of the regions that have the same box
 * - log of the regions in its cell
 * - variation
 * - bias
 */
import type { RankingModel } from './model-shape.js';

// biome-ignore format: a row per unit
export const stableModel: RankingModel = {
  hidden: [
    [-0.17912, 0.27349, 1.7851, 9.2964, -0.30521, 2.2139, -1.2973, 10.228, -7.0158],
    [-1.1058, 0.57331, -0.71643, 1.5914, -0.26672, -2.9409, 0.16284, 1.0538, -5.9769],
    [0.16333, -0.33044, 0.090677, 2.6008, -0.20546, -2.2764, 0.11372, 0.039871, -0.47174],
    [0.084969, -0.56508, 0.62516, 1.2399, -1.2807, 0.40772, -0.15379, 2.1241, -1.218],
    [0.33149, 0.57207, 0.21749, -2.5158, 0.65209, -1.6102, 0.17908, -5.8038, 5.5525],
    [0.208, 0.15364, 0.090821, -3.6127, -1.0842, 1.9883, 0.15647, -7.6393, 6.0924],
    [-0.1761, -0.35509, 2.0486, -5.9789, 0.6842, -1.9087, 0.33143, -17.368, -0.23493],
    [-0.26764, 0.46743, 0.8411, -10.891, -1.3841, 2.0972, -0.36227, 4.4519, 3.0077],
  ],
  out: [-0.79631, -1.3046, 0.23477, 0.5855, 0.48215, 0.29307, -0.57865, -0.82757],
};
