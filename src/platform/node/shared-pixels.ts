import type { Raster } from '../../imaging/raster.js';

/** The pixels where all threads see them: one copy, which is not made again for further threads. */
export function sharedPixels({ width, height, data }: Raster): Raster {
  if (data.buffer instanceof SharedArrayBuffer) return { width, height, data };
  const pixels = new Uint8Array(new SharedArrayBuffer(data.length));
  pixels.set(data);
  return { width, height, data: pixels };
}
