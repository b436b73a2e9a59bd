/**
 * AssemblyScript, not TypeScript: the inner loops of ../squared-hinge.ts, four floats at once. Pointers are byte offsets into
 * one memory; rows of features and of weights are padded with zeros to a multiple of 32 bytes.
 * `npm run build:wasm` compiles it into ../descend-binary.ts.
 */

// @ts-expect-error: decorator of AssemblyScript
@inline
function product(a: usize, b: usize, bytes: usize): f64 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(a + i), v128.load(b + i)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  const sum = f32x4.add(even, odd);
  return (
    <f64>f32x4.extract_lane(sum, 0) +
    <f64>f32x4.extract_lane(sum, 1) +
    <f64>f32x4.extract_lane(sum, 2) +
    <f64>f32x4.extract_lane(sum, 3)
  );
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function add(into: usize, row: usize, share: f32, bytes: usize): void {
  const shares = f32x4.splat(share);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(into + i, f32x4.add(v128.load(into + i), f32x4.mul(shares, v128.load(row + i))));
  }
}

/** One example after the other, of each class or against it; the step's length falls linearly from `first` to 0. */
export function descend(
  weight: usize,
  bias: usize,
  rows: usize,
  targets: usize,
  counts: usize,
  examples: i32,
  classes: i32,
  bytes: usize,
  step: f64,
  steps: f64,
  first: f64,
): void {
  for (let e = 0; e < examples; e++) {
    const rate = first * (1 - (step + <f64>e) / steps);
    const row = rows + <usize>e * bytes;
    const against = rate * <f64>load<f32>(counts + (<usize>e << 2));
    for (let k = 0; k < classes; k++) {
      const y = <f64>load<i8>(targets + <usize>(e * classes + k));
      if (y == 0) continue;
      const own = weight + <usize>k * bytes;
      const at = bias + (<usize>k << 2);
      const margin = 1 - y * (product(own, row, bytes) + <f64>load<f32>(at));
      if (margin <= 0) continue;
      const move = <f32>((y < 0 ? against : rate) * margin * y);
      add(own, row, move, bytes);
      store<f32>(at, load<f32>(at) + move);
    }
  }
}

export function shrink(weight: usize, bytes: usize, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(weight + i, f32x4.mul(v128.load(weight + i), factors));
  }
}

/** average += (current - average) * share. */
export function average(into: usize, current: usize, bytes: usize, share: f32): void {
  const shares = f32x4.splat(share);
  for (let i: usize = 0; i < bytes; i += 16) {
    const mean = v128.load(into + i);
    v128.store(into + i, f32x4.add(mean, f32x4.mul(f32x4.sub(v128.load(current + i), mean), shares)));
  }
}
