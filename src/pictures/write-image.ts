/** Rasters to files. */
import { extname } from 'node:path';
import { unknownName } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { sharp } from '../platform/node/sharp.js';
import { writeBeside } from '../platform/node/write-beside.js';

export type ImageFormat = 'png' | 'jpeg' | 'webp';

const FORMATS: Readonly<Record<string, ImageFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
};

/** Of the pictures that can be written. */
export const PICTURE_ENDINGS: readonly string[] = Object.keys(FORMATS);

/** High enough that label text keeps its edges (sharp's default of 80 shows rings around it). */
const QUALITY = 92;

/** The format that a path's extension names, whatever its case; `bad-option` for any other. */
export function imageFormatOf(path: string): ImageFormat {
  const extension = extname(path).toLowerCase();
  const format = FORMATS[extension];
  if (!format) throw unknownName(`the extension of ${path}`, extension, PICTURE_ENDINGS);
  return format;
}

/** The same bytes for the same picture. */
export async function encodeImage({ data, width, height }: Raster, format: ImageFormat): Promise<Buffer> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  switch (format) {
    case 'png':
      return picture.png().toBuffer();
    case 'jpeg':
      return picture.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'webp':
      return picture.webp({ quality: QUALITY }).toBuffer();
  }
}

/**
 * Writes the picture as its extension says (.png, .jpg, .jpeg, .webp), beside and renamed; folders are made.
 *
 * @throws RcnnError `bad-option` for another extension, `disk-full` or `bad-file` when it cannot be written
 */
export async function writeImage(path: string, raster: Raster): Promise<void> {
  const bytes = await encodeImage(raster, imageFormatOf(path));
  await writeBeside(path, [bytes]);
}
