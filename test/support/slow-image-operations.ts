/** The slow, obvious twin of selective search's image work: by the formulas, a pixel at a time. */
import type { ColorSpace } from '../../proposals/selective-search/color-spaces.js';
import type { ImageOperations } from '../../proposals/selective-search/image-operations.js';
import { resizeRaster } from '../../src/imaging/resample.js';

export const slowImageOperations: ImageOperations = {
  shrink: (image, size) => resizeRaster(image, size, 'area'),
  convert({ width, height, data }, space, planes) {
    const pixels = width * height;
    for (let p = 0; p < pixels; p++) {
      const [r, g, b] = data.subarray(3 * p, 3 * p + 3) as unknown as [number, number, number];
      FORMULAS[space](r, g, b).forEach((value, c) => {
        planes[c * pixels + p] = Math.min(255, Math.max(0, value));
      });
    }
  },
  blur({ source, target, size: { width, height }, sigma }) {
    const pixelAt = (values: ArrayLike<number>, x: number, y: number) =>
      values[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
    const taps = [-2, -1, 0, 1, 2].map((d) => Math.exp(-0.5 * (d / sigma) ** 2));
    const sum = taps.reduce((a, b) => a + b);
    const across = new Float64Array(width * height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        taps.forEach((tap, i) => {
          across[y * width + x]! += (tap / sum) * pixelAt(source, x + i - 2, y);
        });
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        target[y * width + x] = taps.reduce(
          (a, tap, i) => a + (tap / sum) * pixelAt(across, x, y + i - 2),
          0,
        );
  },
};

const FORMULAS: Record<ColorSpace, (r: number, g: number, b: number) => readonly number[]> = {
  rgb: (r, g, b) => [r, g, b],
  hsv: (r, g, b) => [hue(r, g, b), saturation(r, g, b), Math.max(r, g, b)],
  lab,
  rgI: (r, g, b) => [...shares(r, g, b), grey(r, g, b)],
  rg: shares,
  h: (r, g, b) => [hue(r, g, b)],
  i: (r, g, b) => [grey(r, g, b)],
};

/** 256 levels around the circle, 0 at red; grey counts as red. */
function hue(r: number, g: number, b: number): number {
  const max = Math.max(r, g, b);
  const chroma = max - Math.min(r, g, b);
  if (chroma === 0) return 0;
  const sextant = max === r ? (g - b) / chroma : max === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
  return Math.round((256 * (sextant + 6)) / 6) % 256;
}

function saturation(r: number, g: number, b: number): number {
  const max = Math.max(r, g, b);
  return max === 0 ? 0 : Math.round((255 * (max - Math.min(r, g, b))) / max);
}

/** ITU-R BT.601. */
function grey(r: number, g: number, b: number): number {
  return Math.round(0.299 * r + 0.587 * g + 0.114 * b);
}

function shares(r: number, g: number, b: number): number[] {
  const sum = r + g + b;
  return sum === 0 ? [85, 85] : [Math.floor((255 * r) / sum), Math.floor((255 * g) / sum)];
}

/** CIE Lab of sRGB under D65, L stretched to 0..255, a and b shifted by 128. */
function lab(r: number, g: number, b: number): number[] {
  const [lr, lg, lb] = [r, g, b].map((level) => {
    const s = level / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29);
  const x = f((0.412453 * lr + 0.35758 * lg + 0.180423 * lb) / 0.950456);
  const y = f(0.212671 * lr + 0.71516 * lg + 0.072169 * lb);
  const z = f((0.019334 * lr + 0.119193 * lg + 0.950227 * lb) / 1.088754);
  return [(255 / 100) * (116 * y - 16), 128 + 500 * (x - y), 128 + 200 * (y - z)].map(Math.round);
}
