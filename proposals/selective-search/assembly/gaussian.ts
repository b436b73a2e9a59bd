/** AssemblyScript: twins of ../gaussian.ts. */
import { row } from './layout';

export function blur(source: usize, target: usize, scratch: usize, width: i32, height: i32, taps: usize): void {
  const t0 = load<f32>(taps);
  const t1 = load<f32>(taps, 4);
  const t2 = load<f32>(taps, 8);
  const t3 = load<f32>(taps, 12);
  for (let y = 0; y < height; y++) {
    blurRow(source + y * width, scratch + ((<usize>(y * width)) << 2), width, t0, t1, t2, t3);
  }
  const bottom = height - 1;
  for (let y = 0; y < height; y++) {
    const c = row(scratch, y, width);
    const u1 = row(scratch, max(y - 1, 0), width);
    const u2 = row(scratch, max(y - 2, 0), width);
    const u3 = row(scratch, max(y - 3, 0), width);
    const d1 = row(scratch, min(y + 1, bottom), width);
    const d2 = row(scratch, min(y + 2, bottom), width);
    const d3 = row(scratch, min(y + 3, bottom), width);
    const out = row(target, y, width);
    let x: usize = 0;
    const end = (<usize>width) << 2;
    for (; x + 16 <= end; x += 16) {
      const near = f32x4.add(
        f32x4.mul(f32x4.splat(t0), v128.load(c + x)),
        f32x4.mul(f32x4.splat(t1), f32x4.add(v128.load(u1 + x), v128.load(d1 + x))),
      );
      const far = f32x4.add(
        f32x4.mul(f32x4.splat(t2), f32x4.add(v128.load(u2 + x), v128.load(d2 + x))),
        f32x4.mul(f32x4.splat(t3), f32x4.add(v128.load(u3 + x), v128.load(d3 + x))),
      );
      v128.store(out + x, f32x4.add(near, far));
    }
    for (; x < end; x += 4) {
      const near = t0 * load<f32>(c + x) + t1 * (load<f32>(u1 + x) + load<f32>(d1 + x));
      const far =
        t2 * (load<f32>(u2 + x) + load<f32>(d2 + x)) + t3 * (load<f32>(u3 + x) + load<f32>(d3 + x));
      store<f32>(out + x, near + far);
    }
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function pairSum(source: usize, distance: usize): v128 {
  return i16x8.add(v128.load_ext<u8>(source - distance), v128.load_ext<u8>(source + distance));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function weighted(sums: v128, tap: f32): v128 {
  return f32x4.mul(f32x4.splat(tap), f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(sums)));
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function weightedHigh(sums: v128, tap: f32): v128 {
  return f32x4.mul(f32x4.splat(tap), f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(sums)));
}

function blurRow(source: usize, target: usize, width: i32, t0: f32, t1: f32, t2: f32, t3: f32): void {
  let x = 0;
  for (; x < min(3, width); x++) blurPixel(source, target, x, width, t0, t1, t2, t3);
  for (; x + 11 <= width; x += 8) {
    const at = source + x;
    const s0 = v128.load_ext<u8>(at);
    const s1 = pairSum(at, 1);
    const s2 = pairSum(at, 2);
    const s3 = pairSum(at, 3);
    const low = f32x4.add(
      f32x4.add(weighted(s0, t0), weighted(s1, t1)),
      f32x4.add(weighted(s2, t2), weighted(s3, t3)),
    );
    const high = f32x4.add(
      f32x4.add(weightedHigh(s0, t0), weightedHigh(s1, t1)),
      f32x4.add(weightedHigh(s2, t2), weightedHigh(s3, t3)),
    );
    v128.store(target + ((<usize>x) << 2), low);
    v128.store(target + ((<usize>x) << 2), high, 16);
  }
  for (; x < width; x++) blurPixel(source, target, x, width, t0, t1, t2, t3);
}

function blurPixel(source: usize, target: usize, x: i32, width: i32, t0: f32, t1: f32, t2: f32, t3: f32): void {
  const last = width - 1;
  const s1 = <i32>load<u8>(source + max(x - 1, 0)) + <i32>load<u8>(source + min(x + 1, last));
  const s2 = <i32>load<u8>(source + max(x - 2, 0)) + <i32>load<u8>(source + min(x + 2, last));
  const s3 = <i32>load<u8>(source + max(x - 3, 0)) + <i32>load<u8>(source + min(x + 3, last));
  const near = t0 * <f32>(<i32>load<u8>(source + x)) + t1 * <f32>s1;
  const far = t2 * <f32>s2 + t3 * <f32>s3;
  store<f32>(target + ((<usize>x) << 2), near + far);
}
