import { expect, it } from 'vitest';
import { inBatches } from '../../../src/classification/batches.js';
import type { Raster } from '../../../src/imaging/raster.js';

/** A photograph that is never looked at: all are the same pixels. */
function photographs(width: number, height: number) {
  const raster: Raster = { width, height, data: new Uint8Array(3 * width * height) };
  const given = { count: 0 };
  function* all() {
    for (; given.count < 40; given.count++) yield raster;
  }
  return { sources: all(), given };
}

/** How many photographs each batch holds, and how many more had been asked for at most. */
async function batchesOf({ sources, given }: ReturnType<typeof photographs>) {
  const batches: number[] = [];
  let [seen, ahead] = [0, 0];
  const rest = { boxes: undefined, size: 16, call: 'featuresAll', signal: undefined, check: () => {} };
  const results = inBatches(sources, rest, async (images) => {
    batches.push(images.length);
    seen += images.length;
    ahead = Math.max(ahead, given.count + 1 - seen);
    return images.map(() => ({}));
  });
  for await (const _ of results);
  return { batches, ahead };
}

it('photographs of usual size share full batches', async () => {
  const { batches, ahead } = await batchesOf(photographs(50, 40));
  expect(batches).toEqual([16, 16, 8]);
  expect(ahead).toBe(15); // the sixteenth is handed out
});

it('large photographs share parts of a batch, and fewer wait: their pixels are bounded', async () => {
  const { batches, ahead } = await batchesOf(photographs(5000, 4000)); // 60 MB
  // Where full ones would begin, parts do: there runs resume, and compute the same together.
  expect(batches).toEqual([5, 5, 5, 1, 5, 5, 5, 1, 5, 3]);
  expect(ahead).toBeLessThanOrEqual(4);
});
