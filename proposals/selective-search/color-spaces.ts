/**
 * P = pixels. RGB bytes to the planes of a colour space, every channel stretched to 0..255 so that one
 * segmentation scale `k` means about the same in each (Selective Search, section 3.2).
 * Integers and tables only: the same bytes on every machine.
 */
import type { Raster } from '../../src/imaging/raster.js';

/** How many channels each space has. `rgI`: normalised red and green, and intensity. */
export const COLOR_SPACES = { hsv: 3, lab: 3, rgb: 3, rgI: 3, rg: 2, h: 1, i: 1 } as const;
export type ColorSpace = keyof typeof COLOR_SPACES;

/** Planar bytes: channel c of pixel p is `data[c * P + p]`; always room for 3 channels, unused ones are 0. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

export function toPlanes(image: Raster, space: ColorSpace, data: Uint8Array): Planes {
  const { width, height } = image;
  CONVERT[space](image.data, data, width * height);
  return { width, height, channels: COLOR_SPACES[space], data };
}

type Convert = (rgb: Uint8Array, planes: Uint8Array, pixels: number) => void;

const CONVERT: Record<ColorSpace, Convert> = {
  rgb(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      planes[p] = rgb[3 * p];
      planes[pixels + p] = rgb[3 * p + 1];
      planes[2 * pixels + p] = rgb[3 * p + 2];
    }
  },
  hsv(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      const r = rgb[3 * p];
      const g = rgb[3 * p + 1];
      const b = rgb[3 * p + 2];
      const max = r > g ? Math.max(r, b) : Math.max(g, b);
      const min = r < g ? Math.min(r, b) : Math.min(g, b);
      planes[p] = hue(r, g, b, max, max - min);
      planes[pixels + p] = ((max - min) * SATURATION[max]) >> 16;
      planes[2 * pixels + p] = max;
    }
  },
  lab(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      const r = LINEAR[rgb[3 * p]];
      const g = LINEAR[rgb[3 * p + 1]];
      const b = LINEAR[rgb[3 * p + 2]];
      const x = LAB_ROOT[(7108 * r + 6163 * g + 3113 * b) >> 16];
      const y = LAB_ROOT[(3484 * r + 11717 * g + 1183 * b) >> 16];
      const z = LAB_ROOT[(291 * r + 1794 * g + 14299 * b) >> 16];
      planes[p] = (296 * y - 41 * 65536 + 32768) >> 16;
      planes[pixels + p] = (128 * 65536 + 500 * (x - y) + 32768) >> 16;
      planes[2 * pixels + p] = (128 * 65536 + 200 * (y - z) + 32768) >> 16;
    }
  },
  rgI(rgb, planes, pixels) {
    CONVERT.rg(rgb, planes, pixels);
    CONVERT.i(rgb, planes.subarray(2 * pixels), pixels);
  },
  rg(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      const r = rgb[3 * p];
      const g = rgb[3 * p + 1];
      const sum = r + g + rgb[3 * p + 2];
      planes[p] = sum === 0 ? 85 : (255 * r) / sum;
      planes[pixels + p] = sum === 0 ? 85 : (255 * g) / sum;
    }
  },
  h(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      const r = rgb[3 * p];
      const g = rgb[3 * p + 1];
      const b = rgb[3 * p + 2];
      const max = Math.max(r, g, b);
      planes[p] = hue(r, g, b, max, max - Math.min(r, g, b));
    }
  },
  i(rgb, planes, pixels) {
    for (let p = 0; p < pixels; p++) {
      planes[p] = (rgb[3 * p] + rgb[3 * p + 1] + rgb[3 * p + 2]) / 3;
    }
  },
};

/** 255 * 65536 / max, so that saturation needs no division; 0 for black. */
const SATURATION = Int32Array.from({ length: 256 }, (_, max) => (max === 0 ? 0 : Math.ceil(16711680 / max)));
/** One sixth of the hue circle (42.5 levels of 255) in 65536ths, divided by the chroma; 0 for grey. */
const SEXTANT = Int32Array.from({ length: 256 }, (_, chroma) => (chroma === 0 ? 0 : 2785280 / chroma));

/** Hue, 0 at red, 85 at green, 170 at blue; grey counts as red. */
function hue(r: number, g: number, b: number, max: number, chroma: number): number {
  const scale = SEXTANT[chroma];
  if (max === r) {
    const turn = (g - b) * scale;
    return (turn < 0 ? turn + 16711680 : turn) >> 16;
  }
  return (max === g ? 5570560 + (b - r) * scale : 11141120 + (r - g) * scale) >> 16;
}

/** sRGB byte to linear light, 0..16384; the Lab matrix (D65, white divided out) is in 16384ths. */
const LINEAR = Int32Array.from({ length: 256 }, (_, level) => {
  const s = level / 255;
  return Math.round(16384 * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4));
});
/** CIE Lab's f(t) in 65536ths for t in 4096ths. Indexes go a little over 4096 by rounding. */
const LAB_ROOT = Int32Array.from({ length: 4100 }, (_, i) => {
  const t = i / 4096;
  return Math.round(65536 * (t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29));
});
