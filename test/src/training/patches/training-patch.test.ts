import { describe, expect, it } from 'vitest';
import { BVLC_PREPROCESSING, type Preprocessing } from '../../../../src/imaging/preprocessing.js';
import type { Raster } from '../../../../src/imaging/raster.js';
import { trainingPatch } from '../../../../src/training/patches/training-patch.js';

const gradient: Raster = {
  width: 40,
  height: 30,
  data: Uint8Array.from({ length: 3600 }, (_, i) => (i * 37) % 256),
};
const key = { seed: 1, epoch: 2, index: 3 };
const rgb: Preprocessing = { channelOrder: 'rgb', mean: [0, 0, 0] };

function patch(
  change: Partial<typeof key> = {},
  { preprocessing = rgb, raster = gradient, side = 16 } = {},
): Float32Array {
  const into = new Float32Array(side * side * 3);
  trainingPatch(raster, { ...key, ...change }, { side, preprocessing, into });
  return into;
}

describe('trainingPatch', () => {
  it('is the same for the same key, and another for any other', () => {
    const first = patch();
    expect(patch()).toEqual(first);
    expect(patch({ seed: 2 })).not.toEqual(first);
    expect(patch({ epoch: 3 })).not.toEqual(first);
    expect(patch({ index: 4 })).not.toEqual(first);
  });

  it('leaves the photograph as it is, and values within 0 and 255', () => {
    const before = Uint8Array.from(gradient.data);
    const values = Array.from({ length: 50 }, (_, index) => [...patch({ index })]).flat();
    expect(gradient.data).toEqual(before);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(255);
  });

  it('gives channels in the network’s order less the mean, pixel by pixel', () => {
    const plain = patch();
    const prepared = patch({}, { preprocessing: BVLC_PREPROCESSING });
    for (let i = 0; i < plain.length; i += 3) {
      expect(prepared[i]).toBeCloseTo(plain[i + 2]! - 104, 3);
      expect(prepared[i + 1]).toBeCloseTo(plain[i + 1]! - 117, 3);
      expect(prepared[i + 2]).toBeCloseTo(plain[i]! - 123, 3);
    }
  });

  it('mirrors about half of the time', () => {
    // Left black, right white: the brighter half tells.
    const data = Uint8Array.from({ length: 3600 }, (_, i) => (Math.floor(i / 3) % 40 < 20 ? 0 : 255));
    const raster = { width: 40, height: 30, data };
    const half = (values: Float32Array, from: number) =>
      values.reduce((sum, value, i) => sum + (Math.floor(i / 24) % 2 === from ? value : 0), 0);
    const sides = Array.from({ length: 400 }, (_, index) => patch({ index }, { raster })).map(
      (values) => half(values, 1) - half(values, 0),
    );
    const decided = sides.filter((side) => side !== 0);
    const mirrored = decided.filter((side) => side < 0).length / decided.length;
    expect(decided.length).toBeGreaterThan(200);
    expect(Math.abs(mirrored - 0.5)).toBeLessThan(0.1);
  });

  it('writes at an offset, and refuses a buffer that is too short', () => {
    const into = new Float32Array(16 * 16 * 3 + 5);
    trainingPatch(gradient, key, { side: 16, preprocessing: rgb, into, offset: 5 });
    expect(into.slice(5)).toEqual(patch());
    expect([...into.slice(0, 5)]).toEqual([0, 0, 0, 0, 0]);
    expect(() => trainingPatch(gradient, key, { side: 16, preprocessing: rgb, into, offset: 6 })).toThrow(
      'Expected room for 768 floats at 6',
    );
  });
});
