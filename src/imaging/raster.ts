import type { Size } from '../geometry/box.js';

/** Three interleaved bytes a pixel, RGB, rows from the top: `data[3 * (y * width + x) + channel]`. */
export interface Raster extends Size {
  readonly data: Uint8Array;
}
