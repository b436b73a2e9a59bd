import { setImmediate } from 'node:timers/promises';
import type { Raster } from '../../imaging/raster.js';

/** Bytes copied per turn of the event loop: about a millisecond, a few where new memory is cleared. */
const PIECE = 2 ** 20;

/**
 * The pixels in memory that all threads share: one copy serves all of them. Large pictures are copied piece by piece,
 * so that the 36 MB of a 12-megapixel photograph do not block the event loop.
 */
export async function sharedPixels({ width, height, data }: Raster): Promise<Raster> {
  if (data.buffer instanceof SharedArrayBuffer) return { width, height, data };
  const pixels = new Uint8Array(new SharedArrayBuffer(data.length));
  for (let start = 0; start < data.length; start += PIECE) {
    if (start > 0) await setImmediate();
    pixels.set(data.subarray(start, start + PIECE), start);
  }
  return { width, height, data: pixels };
}
