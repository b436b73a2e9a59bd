/**
 * The image work of selective search in plain JavaScript, equal to OpenCV's in every bit: for browsers, to which OpenCV
 * would be 7 MB, and code that is compiled from text, which strict pages forbid. Where segments divide can hang on a
 * single bit, so the files of this folder round where OpenCV does (its modules/imgproc/src).
 */
import type { Raster } from '../../../src/imaging/raster.js';
import { COLOR_SPACES, type ColorSpace } from '../color-spaces.js';
import type { ImageOperations } from '../image-operations.js';
import { shrunk } from './area-shrink.js';
import { type Convert, writeGrey, writeHsv, writeRgb, writeShares } from './conversions.js';
import { blurPlane } from './gaussian.js';
import { writeLab } from './lab.js';

export const plainOperations: ImageOperations = {
  shrink: shrunk,
  convert(image: Raster, space: ColorSpace, planes: Uint8Array) {
    const pixels = image.width * image.height;
    const channel = (_: unknown, c: number) => planes.subarray(c * pixels, (c + 1) * pixels);
    CONVERSIONS[space](image, Array.from({ length: COLOR_SPACES[space] }, channel));
  },
  blur: blurPlane,
};

const CONVERSIONS: Record<ColorSpace, Convert> = {
  rgb: writeRgb,
  hsv: writeHsv,
  lab: writeLab,
  rgI(image, [red, green, intensity]) {
    writeShares(image, [red, green]);
    writeGrey(image, [intensity]);
  },
  rg: writeShares,
  h: writeHsv,
  i: writeGrey,
};
