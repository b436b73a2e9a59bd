import { RcnnError } from '../errors.js';
import type { Size } from '../geometry/box.js';

/** Three interleaved bytes per pixel, RGB, rows from the top: `data[3 * (y * width + x) + channel]`. */
export interface Raster extends Size {
  readonly data: Uint8Array;
}

/** @throws RcnnError `bad-image` unless the bytes are those of an RGB image of at least 1 x 1 */
export function checkRaster(raster: Raster): void {
  const { width, height, data } = (raster ?? {}) as Partial<Raster>;
  if (width === undefined || height === undefined) {
    const came = typeof raster === 'string' ? `the text "${String(raster).slice(0, 40)}"` : 'others';
    throw new RcnnError(
      'bad-image',
      `Expected pixels as { width, height, data }, but got ${came}. decodeImage gives those of a file.`,
    );
  }
  if (Number.isInteger(width) && Number.isInteger(height) && width! > 0 && height! > 0) {
    if (data instanceof Uint8Array && data.length === 3 * width! * height!) return;
  }
  const alpha = data?.length === 4 * width * height ? ': remove the fourth, alpha' : '';
  const came = data instanceof Uint8Array ? `${data.length} bytes${alpha}` : 'no Uint8Array of them';
  throw new RcnnError(
    'bad-image',
    `Expected 3 bytes for each of ${width} x ${height} pixels (at least 1 x 1), but got ${came}.`,
  );
}

/** Whether two images are the same in every pixel. */
export function samePixels(a: Raster, b: Raster): boolean {
  if (a.width !== b.width || a.height !== b.height) return false;
  if (a.data === b.data) return true;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] !== b.data[i]) return false;
  return true;
}
