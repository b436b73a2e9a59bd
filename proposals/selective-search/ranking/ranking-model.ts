/**
 * Made by `npm run train:ranking -- --data VOC2012 --split train --limit 120 --seed 1`; not to be edited.
 * Columns of `hidden`:
 * - log of the share of the image that the box covers
 * - log of its shorter side over the longer side of the image
 * - log of its longer side over its shorter one
 * - share of the box that is the region's
 * - borders of the image touched, 0 to 4
 * - log of the parent's box over its own
 * - log of its box over the larger child's
 * - how long it lived: log of its place from the end over its parent's
 * - log of its place from the end of the merging
 * - similarity of the two that it was made of, 0 to 1
 * - similarity to what it merged with, 0 to 1
 * - log of the size of what it merged with over its own
 * - log of the regions that have the same box
 * - log of the regions in its cell
 * - bias
 */
import type { RankingModel } from './model-shape.js';

// biome-ignore format: a row per unit
export const rankingModel: RankingModel = {
  hidden: [
    [0.60082, 0.5421, 0.06824, -0.22816, -0.98254, 0.1652, 0.032021, 0.36287, -0.12633, -2.5346, 0.85862, -0.032429, -0.017803, -0.27716, 7.161],
    [0.41357, -0.064459, -0.097965, -1.0103, -0.70703, -0.13593, 0.41304, 0.54638, -0.12689, 5.2077, 0.0060151, 0.054988, 0.64131, 0.37987, -2.7282],
    [-0.11917, 0.12796, 1.3195, 2.3255, 0.4187, 0.31567, 0.51539, 0.35292, 0.49378, 1.2685, 0.94208, 0.034034, 0.1332, 0.079024, -7.6067],
    [-0.24407, 0.4273, -1.6156, -3.7612, 0.063569, 0.089139, 0.79517, 0.014996, -0.05232, 8.1356, 0.16891, 0.030318, 0.43283, -0.053602, -3.3221],
    [-0.014459, -0.07114, 0.094366, -0.51242, 0.11642, 0.13268, 0.37881, 0.74632, -0.025423, 2.0527, 3.2008, 0.13024, 0.29223, 0.4814, -7.0057],
    [-0.036636, 0.0553, 0.98525, -4.8078, 0.62196, 0.15026, -1.6773, 0.35064, -0.20049, -0.20246, 9.7377, -0.019359, -0.037136, 0.065405, -4.6716],
    [0.34364, 0.41346, -0.25746, -3.4796, 0.92087, -0.93642, -0.5521, -0.40935, 0.19186, -1.5123, 2.291, 0.04092, -0.060191, 0.36925, 3.3455],
    [-0.4955, -0.21624, -1.2563, -1.7713, 0.63189, 0.15117, -0.47513, -0.37191, 0.44653, -11.544, 13.865, -0.14573, 0.40304, -0.3317, -7.5743],
  ],
  out: [0.52703, 0.31105, -0.63094, -0.48438, 0.44923, -0.4824, 0.42751, -0.77775],
};
