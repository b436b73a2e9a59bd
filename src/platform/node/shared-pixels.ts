import { setImmediate } from 'node:timers/promises';
import type { Raster } from '../../imaging/raster.js';

/** Bytes copied in one turn of the event loop: a millisecond, some while new memory is cleared. */
const PIECE = 2 ** 20;

/**
 * The pixels where all threads see them: one copy, which is not made again for further threads. Large pictures are
 * copied piece by piece, so that the event loop does not wait for 36 MB of a photograph of 12 megapixels.
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
