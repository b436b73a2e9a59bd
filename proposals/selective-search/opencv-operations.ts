/** P = pixels. The image work of selective search on OpenCV. */
import { type Mat, MatScope, type OpenCv } from '../../src/imaging/opencv.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ColorSpace } from './color-spaces.js';
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
      const channels = CHANNELS[space](cv, scope, image);
      const pixels = image.width * image.height;
      channels.forEach((channel, c) => {
        planes.set(channel instanceof Uint8Array ? channel : channel.data, c * pixels);
      });
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

/** P bytes each. */
type Channels = readonly (Mat | Uint8Array)[];

const CHANNELS: Record<ColorSpace, (cv: OpenCv, scope: MatScope, image: Raster) => Channels> = {
  rgb: (_, scope, image) => scope.split(scope.fromRaster(image)),
  hsv: (cv, scope, image) => scope.split(converted(cv, scope, image, cv.COLOR_RGB2HSV_FULL)),
  lab: (cv, scope, image) => scope.split(converted(cv, scope, image, cv.COLOR_RGB2Lab)),
  rgI: (cv, scope, image) => [...normalised(image), ...CHANNELS.i(cv, scope, image)],
  rg: (_cv, _scope, image) => normalised(image),
  h: (cv, scope, image) => CHANNELS.hsv(cv, scope, image).slice(0, 1),
  i: (cv, scope, image) => [converted(cv, scope, image, cv.COLOR_RGB2GRAY)],
};

function converted(cv: OpenCv, scope: MatScope, image: Raster, code: number): Mat {
  const to = scope.mat();
  cv.cvtColor(scope.fromRaster(image), to, code, 0);
  return to;
}

/** Red and green as shares of all three, black a third each: OpenCV has no such conversion. */
function normalised({ width, height, data }: Raster): Uint8Array[] {
  const pixels = width * height;
  const red = new Uint8Array(pixels);
  const green = new Uint8Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const sum = data[3 * p] + data[3 * p + 1] + data[3 * p + 2];
    red[p] = sum === 0 ? 85 : (255 * data[3 * p]) / sum;
    green[p] = sum === 0 ? 85 : (255 * data[3 * p + 1]) / sum;
  }
  return [red, green];
}
