/** SVG drawn over a Raster, by sharp (librsvg). */

import type { Size } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { sharp } from '../platform/node/sharp.js';

/** @param elements SVG in pixels of the raster; no `<text>`, which needs installed fonts: use lettering.ts */
export async function overlaySvg(raster: Raster, elements: string): Promise<Raster> {
  const { width, height, data } = raster;
  const { data: drawn } = await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .composite([{ input: svgOf(raster, elements), limitInputPixels: false }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, data: drawn };
}

function svgOf({ width, height }: Size, elements: string): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${elements}</svg>`,
  );
}
