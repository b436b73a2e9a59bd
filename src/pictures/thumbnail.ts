import type { Photograph } from '../../eval/report/index.js';
import type { Box, Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { sharp } from '../platform/node/sharp.js';

/** Good enough to see what an object is; a 480 x 360 thumbnail takes some 25 KB. */
const QUALITY = 72;

/**
 * A part of a picture for a report: a JPEG that fits into `size`, never enlarged. The same bytes for the same picture.
 *
 * @param view whole pixels inside the raster; default: all of it
 */
export async function inlineThumbnail(
  { data, width, height }: Raster,
  size: Size,
  view: Box = { x1: 0, y1: 0, x2: width, y2: height },
): Promise<Photograph> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .extract({ left: view.x1, top: view.y1, width: view.x2 - view.x1, height: view.y2 - view.y1 })
    .resize({ ...size, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY, mozjpeg: true })
    .toBuffer();
  return { uri: `data:image/jpeg;base64,${jpeg.toString('base64')}`, view };
}
