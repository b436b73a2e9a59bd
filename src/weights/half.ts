/**
 * Float16 (IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction) to float32 and back over whole arrays. By
 * hand, since Float16Array is younger than the oldest Node.js in use and its stand-ins are slow and load a dozen files.
 */

/** The float32 value of each of the 65,536 bit patterns, made at the first use. */
let widened: Float32Array | undefined;

function widenedTable(): Float32Array {
  if (widened) return widened;
  widened = new Float32Array(1 << 16);
  const patterns = new Uint32Array(widened.buffer);
  for (let half = 0; half < 1 << 15; half++) {
    const exponent = half >> 10;
    const fraction = half & 0x3ff;
    // Exponents are 15 too large, those of float32 127; 0 stands for numbers without a leading 1, 31 for no number.
    if (exponent === 0) widened[half] = fraction * 2 ** -24;
    else patterns[half] = ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
    patterns[half | 0x8000] = patterns[half] | 0x80000000;
  }
  return widened;
}

/** @param halves bit patterns of float16 values */
export function widenHalves(halves: Uint16Array): Float32Array {
  const table = widenedTable();
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = table[halves[i]];
  return values;
}

/** 2^52: a double that large has no fraction, so adding it rounds, ties to even. */
const ROUNDING = 2 ** 52;

/** Rounds to the nearest float16, ties to even; from 65,520 on that is infinity. Returns the bit patterns. */
export function narrowToHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length);
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const sign = (patterns[i] >>> 16) & 0x8000;
    const size = patterns[i] & 0x7fffffff;
    halves[i] = sign | narrowed(size, Math.abs(values[i]));
  }
  return halves;
}

/** @param size bit pattern of the float32 `value`, which has no sign */
function narrowed(size: number, value: number): number {
  if (size > 0x7f800000) return 0x7e00; // NaN
  if (value >= 65_520) return 0x7c00;
  if (value < 2 ** -14) return value * 2 ** 24 + ROUNDING - ROUNDING;
  // A carry out of the fraction goes on into the exponent, as it should.
  return (size - (112 << 23) + 0xfff + ((size >> 13) & 1)) >> 13;
}
