/**
 * P = pixels. What each pixel adds to its region's histograms, as 16 bytes a pixel, made once a colour space
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
 * Width of a texture bin in levels a pixel. Nine bins of it reach a strong edge; the tenth is open. Natural
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

/**
 * The derivative is a central difference of the plane blurred with sigma 0.8: the difference itself averages
 * over 2 pixels (variance 1/3), so that along it sigma is sqrt(0.64 + 1/3) = 0.99, the paper's 1.
 */
export function pixelCodes({ planes, blurred, codes }: PixelCodes): void {
  const { width, height, channels, data } = planes;
  const pixels = width * height;
  codes.fill(0, 0, CODE_BYTES * pixels);
  for (let channel = 0; channel < channels; channel++) {
    const first = channel * pixels;
    for (let p = 0; p < pixels; p++) codes[CODE_BYTES * p + channel] = COLOR_BIN[data[first + p]];
    textureCodes(blurred.subarray(first, first + pixels), width, height, codes.subarray(4 + 4 * channel));
  }
}

const COLOR_BIN = Uint8Array.from({ length: 256 }, (_, level) => Math.floor((level * COLOR_BINS) / 256));

function textureCodes(plane: Float32Array, width: number, height: number, codes: Uint8Array): void {
  const f = Math.fround;
  const diagonal = f(Math.SQRT1_2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = y > 0 ? row - width : row;
    const below = y + 1 < height ? row + width : row;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x + 1 < width ? x + 1 : x;
      const dx = f(plane[row + right] - plane[row + left]);
      const dy = f(plane[below + x] - plane[above + x]);
      const at = CODE_BYTES * (row + x);
      codes[at] = textureCode(dx);
      codes[at + 1] = textureCode(f(f(dx + dy) * diagonal));
      codes[at + 2] = textureCode(dy);
      codes[at + 3] = textureCode(f(f(dy - dx) * diagonal));
    }
  }
}

/** Twice the derivative (the difference over two pixels) to its code. */
function textureCode(difference: number): number {
  const bin = Math.min(TEXTURE_BINS - 1, Math.fround(Math.abs(difference) * BINS_PER_DIFFERENCE)) | 0;
  return difference < 0 && bin > 0 ? TEXTURE_BINS + bin : bin;
}

export const BINS_PER_DIFFERENCE = Math.fround(1 / (2 * BIN_WIDTH));
