/**
 * AssemblyScript, not TypeScript: the inner loops of ../row-products.ts, eight floats at once. Pointers are byte offsets into
 * one memory; rows are padded with zeros to whole blocks. `npm run build:wasm` compiles it into ../products-binary.ts.
 */

/** Bytes that are summed in single precision, 64 values, before they join a double: more would lose digits. */
const BLOCK: usize = 256;

// @ts-expect-error: decorator of AssemblyScript
@inline
function product(a: usize, b: usize, bytes: usize): f64 {
  let sum: f64 = 0;
  for (let block: usize = 0; block < bytes; block += BLOCK) {
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (let i = block; i < block + BLOCK; i += 32) {
      even = f32x4.add(even, f32x4.mul(v128.load(a + i), v128.load(b + i)));
      odd = f32x4.add(odd, f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
    }
    const both = f32x4.add(even, odd);
    sum +=
      <f64>f32x4.extract_lane(both, 0) +
      <f64>f32x4.extract_lane(both, 1) +
      <f64>f32x4.extract_lane(both, 2) +
      <f64>f32x4.extract_lane(both, 3);
  }
  return sum;
}

/** into[r, m] = row r . row m of the matrix, R x M doubles. */
export function products(
  rows: usize,
  count: i32,
  matrix: usize,
  matrixRows: i32,
  bytes: usize,
  into: usize,
): void {
  for (let m = 0; m < matrixRows; m++) {
    const own = matrix + <usize>m * bytes;
    for (let r = 0; r < count; r++) {
      store<f64>(into + (<usize>(r * matrixRows + m) << 3), product(rows + <usize>r * bytes, own, bytes));
    }
  }
}
