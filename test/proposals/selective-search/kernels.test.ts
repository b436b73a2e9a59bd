import { describe, expect, it } from 'vitest';
import { COLOR_SPACES, type ColorSpace } from '../../../proposals/selective-search/color-spaces.js';
import { searchColorSpace } from '../../../proposals/selective-search/search-color-space.js';
import { wasmKernels } from '../../../proposals/selective-search/wasm-kernels.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { randomStream } from '../../../src/random/seeded-stream.js';
import { slowImageOperations } from '../../support/slow-image-operations.js';
import { typedArrayKernels } from '../../support/typed-array-kernels.js';

/** Patches of colour with noise on them: segments of many sizes, long borders, equal weights. */
function patches(width: number, height: number, seed: number): Raster {
  const random = randomStream(seed);
  const data = new Uint8Array(3 * width * height);
  const colors = Array.from({ length: 30 }, () => [256 * random(), 256 * random(), 256 * random()]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const patch = (Math.floor(x / 13) * 7 + Math.floor(y / 9) * 5) % 30;
      for (let c = 0; c < 3; c++)
        data[3 * (y * width + x) + c] = Math.min(255, colors[patch][c] + 20 * random());
    }
  }
  return { width, height, data };
}

const sizes = [
  ['a photograph-like size', 97, 61],
  ['one pixel', 1, 1],
  ['one row', 40, 1],
  ['one column', 1, 40],
  ['narrower than a vector', 3, 90],
  ['widths beside the vector length', 12, 17],
  ['and one more', 13, 17],
] as const;

describe('the WebAssembly kernels give the same bits as the typed-array ones', () => {
  const wasm = wasmKernels();
  const plain = { ...wasm, ...typedArrayKernels };
  it.each(sizes)('%s', (_, width, height) => {
    const image = patches(width, height, width);
    const images = slowImageOperations;
    for (const colorSpace of Object.keys(COLOR_SPACES) as ColorSpace[]) {
      const unit = {
        colorSpace,
        ks: [12, 30],
        strategies: ['CTSF', 'TSF', 'F'] as const,
        withLabels: true,
        stableChannels: [],
      };
      const fast = searchColorSpace({ kernels: wasm, images }, image, unit);
      expect(fast).toEqual(searchColorSpace({ kernels: plain, images }, image, unit));
    }
  });
});
