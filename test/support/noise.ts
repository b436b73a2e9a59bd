import type { Raster } from '../../src/imaging/raster.js';
import { keyedStream } from '../../src/random/keyed-stream.js';

/** Random pixels, the same for the same size. */
export function noise(width: number, height: number): Raster {
  const random = keyedStream(7, width, height);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => 256 * random()) };
}
