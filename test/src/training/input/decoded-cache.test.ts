import { describe, expect, it } from 'vitest';
import { DecodedCache, sharePixels } from '../../../../src/training/input/decoded-cache.js';

const raster = (width: number, height: number, value: number) => ({
  width,
  height,
  data: new Uint8Array(3 * width * height).fill(value),
});

describe('decoded photographs', () => {
  it('are found by every holder of the memory', () => {
    const shared = sharePixels(3, 1024);
    new DecodedCache(shared).put(2, raster(3, 2, 7));
    new DecodedCache(shared).put(0, raster(1, 4, 9));
    const cache = new DecodedCache(shared);
    expect(cache.get(2)).toEqual(raster(3, 2, 7));
    expect(cache.get(0)).toEqual(raster(1, 4, 9));
    expect(cache.get(1)).toBeUndefined();
  });

  it('fill the memory exactly, and no further', () => {
    const cache = new DecodedCache(sharePixels(3, 96)); // 16 pixels take 48 bytes
    for (const image of [0, 1, 2]) cache.put(image, raster(4, 4, image));
    expect([0, 1, 2].map((image) => cache.get(image)?.data[0])).toEqual([0, 1, undefined]);
  });

  it('that are too large leave room for smaller ones', () => {
    const cache = new DecodedCache(sharePixels(2, 64));
    cache.put(0, raster(10, 10, 1));
    cache.put(1, raster(4, 4, 2));
    expect(cache.get(0)).toBeUndefined();
    expect(cache.get(1)).toEqual(raster(4, 4, 2));
  });

  it('stay as they were put first', () => {
    const cache = new DecodedCache(sharePixels(1, 1024));
    cache.put(0, raster(2, 2, 1));
    cache.put(0, raster(2, 2, 5));
    expect(cache.get(0)).toEqual(raster(2, 2, 1));
  });

  it('need no memory at all', () => {
    const cache = new DecodedCache(sharePixels(1, 0));
    cache.put(0, raster(1, 1, 1));
    expect(cache.get(0)).toBeUndefined();
  });

  it('names the option and the number where there is no such memory', () => {
    expect(() => sharePixels(1, 2 ** 60)).toThrow(
      expect.objectContaining({
        code: 'bad-option',
        message: expect.stringContaining(
          `--cache to be megabytes of memory that this process can have, but got ${2 ** 40}`,
        ),
      }),
    );
  });
});
