/** P = pixels. The image work of selective search on OpenCV. */
import { MatScope, type OpenCv } from '../../src/imaging/opencv.js';
import { CONVERSIONS } from './color-conversions.js';
import { channelsOf } from './color-spaces.js';
import type { ImageOperations } from './image-operations.js';

/** At the sigma in use, 0.8, each tap beyond these weighs under a two-thousandth; they would cost a third more. */
const KERNEL = { width: 5, height: 5 };

export function openCvOperations(cv: OpenCv): ImageOperations {
  return {
    shrink(image, size) {
      using scope = new MatScope(cv);
      const smaller = scope.mat();
      cv.resize(scope.fromRaster(image), smaller, size, 0, 0, cv.INTER_AREA);
      return { ...size, data: smaller.data.slice() };
    },
    convert(image, space, planes) {
      using scope = new MatScope(cv);
      CONVERSIONS[space].openCv({ cv, scope }, image, channelsOf(planes, image, space));
    },
    blur({ source, target, size, sigma }) {
      using scope = new MatScope(cv);
      const bytes = scope.mat({ rows: size.height, cols: size.width, type: cv.CV_8UC1 });
      bytes.data.set(source);
      // OpenCV blurs floats three times as fast as bytes.
      const floats = scope.mat();
      bytes.convertTo(floats, cv.CV_32F);
      const blurred = scope.mat();
      cv.GaussianBlur(floats, blurred, KERNEL, sigma, sigma, cv.BORDER_REPLICATE);
      target.set(blurred.data32F);
    },
  };
}
