import { describe, expect, it } from 'vitest';
import { GRID, GRID_CELLS, gridInputs, gridNetwork } from '../../../proposals/multibox/grid.js';
import { loadEngine } from '../../../src/engines/index.js';
import type { Network } from '../../../src/googlenet/layer.js';
import { sharedMap, trunkNetwork } from '../../../src/googlenet/region-network.js';
import { shapesOf } from '../../../src/googlenet/shapes.js';
import { expectClose } from '../../support/compare-tensors.js';
import { smallGoogLeNet } from '../../support/layer-cases.js';
import { randomValues, runReference } from '../../support/reference-network.js';

const trunk = trunkNetwork(smallGoogLeNet);

/** What the grid is defined as: RoIAlign of one region, the whole input. */
function slowTwin(channels: number): Network {
  const { name, stride } = sharedMap;
  const align = { name: GRID, input: name, regions: 'regions', size: GRID_CELLS, stride, samples: 2 };
  return { ...gridNetwork(channels), layers: [{ op: 'roi-align', ...align }] };
}

describe('the grid of the head', () => {
  it.each([
    ['the usual size', 800, 600],
    ['upright', 450, 600],
    ['a strip of the least side, whose map ends before its last samples', 333, 32],
    ['a map of fewer cells than the grid', 64, 48],
  ])('is RoIAlign of the whole image: %s', async (_, width, height) => {
    const { channels, ...cells } = shapesOf(trunk, { width, height }).get(sharedMap.name)!;
    const shape = [1, channels, cells.height, cells.width];
    const map = { shape, data: randomValues(channels * cells.height * cells.width, 1) };
    using grid = await (await loadEngine('onnx')).compile(gridNetwork(channels), new Map());
    const { [GRID]: got } = await grid.run(gridInputs({ map, input: { width, height } }));
    const regions = { data: Float32Array.of(0, 0, width, height), shape: [1, 4] };
    const expected = runReference(slowTwin(channels), new Map(), { [sharedMap.name]: map, regions });
    expectClose(GRID, got, expected[GRID], 1e-5);
  });

  it('refuses the weights of a map of another height', async () => {
    const map = { data: new Float32Array(3 * 4 * 5), shape: [1, 3, 4, 5] };
    using grid = await (await loadEngine('onnx')).compile(gridNetwork(3), new Map());
    const rows = { data: new Float32Array(20 * 6), shape: [20, 6] };
    const inputs = { ...gridInputs({ map, input: { width: 80, height: 64 } }), rows };
    await expect(grid.run(inputs)).rejects.toThrow('Expected rows to be 20 x 4, but got 20 x 6.');
  });
});
