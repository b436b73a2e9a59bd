/** P = pixels. What selective search asks of an image library, handed in by the code that runs a search. */
import type { Size } from '../../src/geometry/box.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ColorSpace } from './color-spaces.js';

export interface ImageOperations {
  /** A smaller copy, at least 1 x 1: each pixel the average of the area that it covers. */
  shrink(image: Raster, size: Size): Raster;
  /** Writes P bytes for each of the space's channels, one plane after the other. */
  convert(image: Raster, space: ColorSpace, planes: Uint8Array): void;
  /** Gaussian blur of one plane, edges replicated. */
  blur(args: BlurPlane): void;
}

export interface BlurPlane {
  /** P bytes. */
  readonly source: Uint8Array;
  /** P floats, written: 0..255. */
  readonly target: Float32Array;
  readonly size: Size;
  /** In pixels. */
  readonly sigma: number;
}
