/** CIE L*a*b* of sRGB in OpenCV's integer arithmetic (color_lab.cpp, RGB2Lab_b). */
import type { Convert } from './conversions.js';
import { roundHalfEven } from './round.js';

const { fround } = Math;

/** Fractional bits: of matrix products, of linear light, of cube roots. */
const [SHIFT, GAMMA_SHIFT] = [12, 3];
const ROOT_SHIFT = SHIFT + GAMMA_SHIFT;

/** sRGB to XYZ at D65, rows X, Y, Z over the white point's own X, Y, Z. */
const MATRIX = [
  ...[0.412453, 0.35758, 0.180423].map((value) => value / 0.950456),
  ...[0.212671, 0.71516, 0.072169],
  ...[0.019334, 0.119193, 0.950227].map((value) => value / 1.088754),
].map((value) => roundHalfEven(value * 2 ** SHIFT));

/** Bytes to linear light. */
const light = Uint16Array.from({ length: 256 }, (_, byte) => {
  const x = byte / 255;
  const linear = x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
  return roundHalfEven(255 * 2 ** GAMMA_SHIFT * linear);
});

/** Light to its cube root, which is a line near black; made in single precision. */
const roots = Uint16Array.from({ length: (256 * 3 * 2 ** GAMMA_SHIFT) / 2 }, (_, i) => {
  const x = fround(i * fround(1 / (255 * 2 ** GAMMA_SHIFT)));
  const root = x < fround(216 / 24_389) ? x * fround(841 / 108) + fround(16 / 116) : Math.cbrt(x);
  return roundHalfEven(2 ** ROOT_SHIFT * fround(root));
});
// 17,745.499 before it is rounded to single precision; OpenCV's approximation stays below the half.
roots[324] = 17_745;

const L_SCALE = Math.trunc((116 * 255 + 50) / 100);
const L_OFFSET = -Math.trunc((16 * 255 * 2 ** ROOT_SHIFT + 50) / 100);
/** a and b are 0 at 128. */
const CENTRE = 128 * 2 ** ROOT_SHIFT;

export const writeLab: Convert = ({ data }, [lightness, a, b]) => {
  const [xr, xg, xb, yr, yg, yb, zr, zg, zb] = MATRIX;
  const half = 1 << (SHIFT - 1);
  const halfRoot = 1 << (ROOT_SHIFT - 1);
  for (let p = 0, at = 0; p < lightness.length; p++, at += 3) {
    const [red, green, blue] = [light[data[at]], light[data[at + 1]], light[data[at + 2]]];
    const x = roots[(red * xr + green * xg + blue * xb + half) >> SHIFT];
    const y = roots[(red * yr + green * yg + blue * yb + half) >> SHIFT];
    const z = roots[(red * zr + green * zg + blue * zb + half) >> SHIFT];
    lightness[p] = held((L_SCALE * y + L_OFFSET + halfRoot) >> ROOT_SHIFT);
    a[p] = held((500 * (x - y) + CENTRE + halfRoot) >> ROOT_SHIFT);
    b[p] = held((200 * (y - z) + CENTRE + halfRoot) >> ROOT_SHIFT);
  }
};

function held(value: number): number {
  return value < 0 ? 0 : Math.min(value, 255);
}
