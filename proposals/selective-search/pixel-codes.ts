/**
 * P = pixels. What each pixel adds to its region's histograms, as 16 bytes per pixel, made once per colour space
 * and read by every segmentation of it:
 *   bytes 0..2   colour bin (0..24) of each channel; byte 3 unused
 *   bytes 4..15  for channel c and direction d (0, 45, 90, 135 degrees), byte 4 + 4c + d: a texture code
 * A direction represents two of the paper's 8 orientations: the derivative along it and against it, one of which
 * is 0 (bin 0). Code b = 1..9 is bin b along it, 10 + b is bin b against it, 0 is bin 0 of both.
 */
import type { Planes } from './color-spaces.js';

export const CODE_BYTES = 16;
/** 25 bins over 0..255 (Selective Search, section 3.2). */
export const COLOR_BINS = 25;
/** 10 bins for each of 8 orientations (ibid.). */
export const TEXTURE_BINS = 10;
/**
 * Width of a texture bin in levels per pixel. Nine bins of it reach a strong edge; the tenth is open. Natural
 * photographs have nine tenths of their derivatives under 10 levels.
 */
const BIN_WIDTH = 3;

export interface PixelCodes {
  readonly planes: Planes;
  /** 3P floats: the planes after the Gaussian. */
  readonly blurred: Float32Array;
  /** 16P bytes, written. */
  readonly codes: Uint8Array;
}

export const BINS_PER_DIFFERENCE = Math.fround(1 / (2 * BIN_WIDTH));
