/** P = pixels. The image work of a search: one colour space of an image, as the kernels read it. */
import type { Raster } from '../../src/imaging/raster.js';
import { COLOR_SPACES, type ColorSpace, type Planes } from './color-spaces.js';
import type { ImageOperations } from './image-operations.js';

/** Gaussian before segmentation, in pixels (Felzenszwalb and Huttenlocher's own value). */
const SIGMA = 0.8;

/** Its arrays are its own: they can be moved to another thread. */
export interface Prepared {
  readonly planes: Planes;
  /** 3 x P, as the planes, 0..255; empty where nothing is segmented. */
  readonly blurred: Float32Array;
}

export interface PrepareOptions {
  readonly colorSpace: ColorSpace;
  /** Scales of the segmentation, which is what blurred planes are for. */
  readonly ks: readonly number[];
}

/** The planes of a colour space, and where something is segmented their blurred ones. */
export function prepare(
  images: ImageOperations,
  image: Raster,
  { colorSpace, ks }: PrepareOptions,
): Prepared {
  const { width, height } = image;
  const pixels = width * height;
  const data = new Uint8Array(3 * pixels);
  images.convert(image, colorSpace, data);
  const planes = { width, height, channels: COLOR_SPACES[colorSpace], data };
  return { planes, blurred: ks.length > 0 ? blurPlanes(images, planes) : new Float32Array() };
}

function blurPlanes(images: ImageOperations, { width, height, channels, data }: Planes): Float32Array {
  const pixels = width * height;
  const blurred = new Float32Array(3 * pixels);
  for (let channel = 0; channel < channels; channel++) {
    const [start, end] = [channel * pixels, (channel + 1) * pixels];
    const source = data.subarray(start, end);
    images.blur({ source, target: blurred.subarray(start, end), size: { width, height }, sigma: SIGMA });
  }
  return blurred;
}
