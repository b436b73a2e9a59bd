import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BVLC_PREPROCESSING } from '../../../../src/imaging/preprocessing.js';
import { DecodedCache, sharePixels } from '../../../../src/training/input/decoded-cache.js';
import { InputThreads } from '../../../../src/training/input/input-threads.js';
import { type BatchOrder, patchesOf } from '../../../../src/training/input/patches-of.js';
import { writePhotographs } from '../../../support/photographs.js';

const folder = mkdtempSync(join(tmpdir(), 'input-'));
const files = ['red/0', 'red/1', 'green/0', 'blue/1'].map((name) => join(folder, 'all', `${name}.png`));
const list = { files, preprocessing: BVLC_PREPROCESSING, keptSide: 64 };
const images = Uint32Array.of(3, 0, 2);
const side = 32;
const orders: BatchOrder[] = [
  { kind: 'training', images, side, seed: 1, epoch: 0 },
  { kind: 'training', images, side, seed: 1, epoch: 1 },
  { kind: 'training', images: Uint32Array.of(1, 1), side, seed: 1, epoch: 1, photometric: false },
  { kind: 'centre', images, side, share: 1 },
  { kind: 'centre', images, side, share: 1, mirrored: [false, true, false], channelsFirst: true },
  { kind: 'training', images, side: 40, seed: 2, epoch: 0, area: [0.5, 1] },
];

/** As `side` x `side` x 3 values of one image. */
const imageOf = (batch: Float32Array, n: number) =>
  batch.subarray(n * side * side * 3, (n + 1) * side * side * 3);

beforeAll(() => writePhotographs(folder, { all: 2 }));
afterAll(() => rmSync(folder, { recursive: true }));

async function withThreads(inputThreads: number, cacheBytes: number): Promise<Float32Array[]> {
  using threads = new InputThreads(list, { inputThreads, cacheBytes });
  return await Promise.all(orders.map((order) => threads.batch(order)));
}

describe('input threads', () => {
  it('make the same batches whatever their number and memory', async () => {
    const one = await withThreads(1, 1 << 20);
    expect(await withThreads(3, 6000)).toEqual(one); // room for one of four photographs
    expect(new Set(one.map((batch) => batch.join())).size).toBe(orders.length);
  });

  it('reduce photographs that are larger than a network can see', async () => {
    const cache = new DecodedCache(sharePixels(files.length, 1 << 20));
    await patchesOf(orders[0]!, { ...list, keptSide: 20 }, cache);
    expect(cache.get(0)).toMatchObject({ width: 24, height: 20 });
  });

  it('mirror what is to be mirrored, and put channels where they are asked for', async () => {
    const cache = new DecodedCache(sharePixels(files.length, 1 << 20));
    const centre = await patchesOf(orders[3]!, list, cache);
    const planes = await patchesOf(orders[4]!, list, cache);
    const planar = (n: number, c: number, y: number, x: number) =>
      imageOf(planes, n)[(c * side + y) * side + x];
    const interleaved = (n: number, c: number, y: number, x: number) =>
      imageOf(centre, n)[(y * side + x) * 3 + c];
    expect(planar(0, 2, 5, 9)).toBe(interleaved(0, 2, 5, 9));
    expect(planar(1, 0, 5, 9)).toBeCloseTo(interleaved(1, 0, 5, side - 1 - 9)!, 3);
    expect(planar(1, 0, 5, 9)).not.toBeCloseTo(interleaved(1, 0, 5, 9)!, 3);
  });

  it('name the photograph that cannot be read', async () => {
    const missing = join(folder, 'gone.png');
    using threads = new InputThreads({ ...list, files: [missing] }, { inputThreads: 1, cacheBytes: 0 });
    const batch = threads.batch({ kind: 'centre', images: Uint32Array.of(0), side, share: 1 });
    await expect(batch).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(batch).rejects.toThrow(missing);
  });
});
