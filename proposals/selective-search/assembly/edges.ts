/** AssemblyScript: twins of ../edges.ts. */
import { KEYS } from './layout';

// @ts-expect-error: decorator of AssemblyScript
@inline
function squares(a: v128, b: v128): v128 {
  const d = f32x4.sub(a, b);
  return f32x4.mul(d, d);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function key4(p: usize, q: usize, plane: usize): v128 {
  const s0 = squares(v128.load(p), v128.load(q));
  const s1 = squares(v128.load(p + plane), v128.load(q + plane));
  const s2 = squares(v128.load(p + 2 * plane), v128.load(q + 2 * plane));
  const distance = f32x4.sqrt(f32x4.add(f32x4.add(s0, s1), s2));
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(distance, f32x4.splat(32)));
}

function key1(p: usize, q: usize, plane: usize): u16 {
  const d0 = load<f32>(p) - load<f32>(q);
  const d1 = load<f32>(p + plane) - load<f32>(q + plane);
  const d2 = load<f32>(p + 2 * plane) - load<f32>(q + 2 * plane);
  return <u16>(<i32>(sqrt<f32>(d0 * d0 + d1 * d1 + d2 * d2) * 32));
}

function keysOfPixel(planes: usize, plane: usize, x: i32, y: i32, width: i32, height: i32, out: usize): void {
  const p = planes + ((<usize>(y * width + x)) << 2);
  const down = p + ((<usize>width) << 2);
  const right = x + 1 < width;
  const lower = y + 1 < height;
  store<u16>(out, right ? key1(p, p + 4, plane) : 0xffff);
  store<u16>(out, lower ? key1(p, down, plane) : 0xffff, 2);
  store<u16>(out, lower && right ? key1(p, down + 4, plane) : 0xffff, 4);
  store<u16>(out, lower && x > 0 ? key1(p, down - 4, plane) : 0xffff, 6);
}

export function edgeKeys(planes: usize, width: i32, height: i32, keys: usize): void {
  const plane = (<usize>(width * height)) << 2;
  for (let y = 0; y < height; y++) {
    let x = 0;
    let out = keys + ((<usize>(y * width)) << 3);
    if (y + 1 < height) {
      if (width > 0) {
        keysOfPixel(planes, plane, 0, y, width, height, out);
        x = 1;
        out += 8;
      }
      for (; x + 5 <= width; x += 4, out += 32) {
        const p = planes + ((<usize>(y * width + x)) << 2);
        const down = p + ((<usize>width) << 2);
        const flat = i16x8.narrow_i32x4_u(key4(p, p + 4, plane), key4(p, down, plane));
        const slant = i16x8.narrow_i32x4_u(key4(p, down + 4, plane), key4(p, down - 4, plane));
        v128.store(out, v128.shuffle<u16>(flat, slant, 0, 4, 8, 12, 1, 5, 9, 13));
        v128.store(out, v128.shuffle<u16>(flat, slant, 2, 6, 10, 14, 3, 7, 11, 15), 16);
      }
    }
    for (; x < width; x++, out += 8) keysOfPixel(planes, plane, x, y, width, height, out);
  }
}

export function sortEdges(keys: usize, count: i32, ends: usize, order: usize): i32 {
  memory.fill(ends, 0, (<usize>KEYS) << 2);
  for (let e = 0; e < count; e++) {
    const key = <usize>load<u16>(keys + ((<usize>e) << 1));
    if (key !== 0xffff) store<u32>(ends + (key << 2), load<u32>(ends + (key << 2)) + 1);
  }
  let total: u32 = 0;
  for (let key: usize = 0; key < <usize>KEYS; key++) {
    const own = load<u32>(ends + (key << 2));
    store<u32>(ends + (key << 2), total);
    total += own;
  }
  for (let e = 0; e < count; e++) {
    const key = <usize>load<u16>(keys + ((<usize>e) << 1));
    if (key === 0xffff) continue;
    const at = load<u32>(ends + (key << 2));
    store<u32>(ends + (key << 2), at + 1);
    store<u32>(order + ((<usize>at) << 2), e);
  }
  return <i32>total;
}
