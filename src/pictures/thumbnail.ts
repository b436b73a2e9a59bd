import type { Box, Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { sharp } from '../platform/node/sharp.js';

/** Good enough to see what an object is; a 480 x 360 thumbnail takes some 25 KB. */
const QUALITY = 72;

/**
 * A part of a picture as a JPEG that fits into `size`, never enlarged. The same bytes for the same picture.
 *
 * @param view whole pixels inside the raster
 */
export async function thumbnailJpeg({ data, width, height }: Raster, view: Box, size: Size): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .extract({ left: view.x1, top: view.y1, width: view.x2 - view.x1, height: view.y2 - view.y1 })
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY, mozjpeg: true })
    .toBuffer();
}
