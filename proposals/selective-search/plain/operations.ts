/**
 * The image work of selective search in plain JavaScript, equal to OpenCV's in every bit: for browsers, to which OpenCV
 * would be 7 MB, and code that is compiled from text, which strict pages forbid. Where segments divide can hang on a
 * single bit, so the files of this folder round where OpenCV does (its modules/imgproc/src).
 */
import type { Raster } from '../../../src/imaging/raster.js';
import { CONVERSIONS } from '../color-conversions.js';
import { type ColorSpace, channelsOf } from '../color-spaces.js';
import type { ImageOperations } from '../image-operations.js';
import { shrunk } from './area-shrink.js';
import { blurPlane } from './gaussian.js';

export const plainOperations: ImageOperations = {
  shrink: shrunk,
  convert(image: Raster, space: ColorSpace, planes: Uint8Array) {
    CONVERSIONS[space].plain(image, channelsOf(planes, image, space));
  },
  blur: blurPlane,
};
