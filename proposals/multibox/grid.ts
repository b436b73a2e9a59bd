/**
 * Legend: C x H x W = the trunk's map, n = cells per side of the grid. What the head reads: RoIAlign (Mask R-CNN,
 * arXiv 1703.06870, section 3; 2 x 2 samples per cell) of the whole image. The samples of one region form rows and
 * columns, so that RoIAlign is two matrix products per channel. ONNX Runtime has one thread for one region: on a map of
 * 38 x 50 its RoIAlign took 3.2 ms, the products take 1.7.
 */
import type { Tensor } from '../../src/engines/engine.js';
import type { Network } from '../../src/googlenet/layer.js';
import { sharedMap } from '../../src/googlenet/region-network.js';
import type { TrunkMap } from '../../src/trunk/shared-trunk.js';
import { GRIDS } from './priors.js';

export const GRID = 'multibox/grid';
/** n. */
export const GRID_CELLS = GRIDS[0].cells;

/** Samples of a cell in each direction, averaged. */
const SAMPLES = 2;

const [ROWS, COLUMNS] = ['rows', 'columns'];

/**
 * From a map, 1 x C x H x W, to the grid, 1 x C x n x n. Its inputs are those of {@link gridInputs}.
 *
 * @param channels C, `mapChannels` of the trunk
 */
export function gridNetwork(channels: number): Network {
  return {
    input: sharedMap.name,
    inputChannels: channels,
    layers: [
      { op: 'resample', name: GRID, input: sharedMap.name, rows: ROWS, columns: COLUMNS, size: GRID_CELLS },
    ],
    outputs: [GRID],
  };
}

/** An image's map, and the weights that sample all of it. */
export function gridInputs({ map, input }: TrunkMap): Record<string, Tensor> {
  const [, , height, width] = map.shape as [number, number, number, number];
  return {
    [sharedMap.name]: map,
    [ROWS]: { data: sampleWeights(input.height, height), shape: [GRID_CELLS, height] },
    [COLUMNS]: { data: sampleWeights(input.width, width), shape: [GRID_CELLS, width] },
  };
}

/**
 * The share of every cell of the map in every cell of the grid, along one axis.
 *
 * @param side of the trunk's input, in pixels
 * @param length of the map, in cells
 * @returns n x length; a row adds up to 1, or to less where the trunk's pools left the map short of the input
 */
function sampleWeights(side: number, length: number): Float32Array {
  const weights = new Float32Array(GRID_CELLS * length);
  const samples = GRID_CELLS * SAMPLES;
  for (let i = 0; i < samples; i++) {
    const at = (side / sharedMap.stride / samples) * (i + 0.5) - 0.5; // a map's value is at its cell's centre
    if (at > length) continue; // RoIAlign counts 0 more than a cell outside
    const inside = Math.min(Math.max(at, 0), length - 1); // nearer, the border's value
    const before = Math.floor(inside);
    const row = Math.floor(i / SAMPLES) * length;
    weights[row + before] += (1 - (inside - before)) / SAMPLES;
    if (inside > before) weights[row + before + 1] += (inside - before) / SAMPLES;
  }
  return weights;
}
