import { describe, expect, it } from 'vitest';
import { type FilterSpec, filterSize, toBackward, toForward } from '../../../../src/onnx/training/filters.js';
import { FilterInputs } from '../../../../src/training/onnx/filter-inputs.js';
import { randomValues } from '../../../support/reference-network.js';

const segments = (...channels: number[]) => channels.map((padded) => ({ channels: padded, padded }));

function filter(kernel: number, block: number, inputs: number[], outputs: number[]): FilterSpec {
  return {
    ...{ name: 'filter', parts: [], kernel, inputs: segments(...inputs), outputs: segments(...outputs) },
    ...{ block, inputBlock: block, trainable: true, backward: true },
  };
}

describe('FilterInputs writes what the loops write', () => {
  it.each([
    ['1x1 in blocks of 8', filter(1, 8, [24], [8, 16])],
    ['1x1 in blocks of 16', filter(1, 16, [16, 32], [48])],
    ['3x3: rows and columns are reversed', filter(3, 8, [16], [24])],
    ['5x5 in blocks of 16', filter(5, 16, [32], [16])],
    [
      'an image, whose channels lie in planes',
      { ...filter(7, 8, [3], [16]), inputBlock: 1, backward: false },
    ],
  ])('%s', (_, spec) => {
    const { weights } = filterSize(spec);
    const other = filter(1, 8, [8], [8]);
    const inputs = new FilterInputs([other, spec], { layouts: 2 });
    const stored = randomValues(weights, 1);
    for (const [layout, loop] of Object.entries({ toForward, toBackward })) {
      if (layout === 'toBackward' && !spec.backward) continue;
      const expected = new Float32Array(weights);
      loop(spec, stored, expected);
      const [before, into] = [inputs.add(other), inputs.add(spec)];
      inputs[layout as 'toForward' | 'toBackward'](spec, stored, into);
      expect(into).toEqual(expected);
      expect(before.every((value) => value === 0)).toBe(true);
    }
  });
});
