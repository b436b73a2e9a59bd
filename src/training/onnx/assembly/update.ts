/**
 * AssemblyScript, not TypeScript: the loop of ../update.ts, two values at once in double precision, as JavaScript computes, so
 * that both give the same bytes. Pointers are byte offsets into one memory; a run may end within two values.
 * `npm run build:wasm` compiles it into ../update-binary.ts.
 */

export function update(
  values: usize,
  velocities: usize,
  averages: usize,
  gradient: usize,
  bytes: usize,
  momentum: f64,
  gradientFactor: f64,
  decayFactor: f64,
  averageFactor: f64,
): void {
  for (let i: usize = 0; i < bytes; i += 8) {
    const before = double(values + i);
    const kept = f64x2.mul(f64x2.splat(momentum), double(velocities + i));
    const added = f64x2.add(kept, f64x2.mul(f64x2.splat(gradientFactor), double(gradient + i)));
    const velocity = f64x2.add(added, f64x2.mul(f64x2.splat(decayFactor), before));
    single(velocities + i, velocity);
    single(values + i, f64x2.sub(before, velocity));
    const average = double(averages + i);
    const distance = f64x2.sub(double(values + i), average);
    single(averages + i, f64x2.add(average, f64x2.mul(f64x2.splat(averageFactor), distance)));
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function double(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function single(at: usize, value: v128): void {
  v128.store64_lane(at, f32x4.demote_f64x2_zero(value), 0);
}
