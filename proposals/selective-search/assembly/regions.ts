/** AssemblyScript: twins of ../regions.ts. */
import { ROW } from './layout';

export function measureSegments(
  labels: usize,
  width: i32,
  height: i32,
  count: i32,
  size: usize,
  box: usize,
): void {
  memory.fill(size, 0, (<usize>count) << 2);
  for (let region = 0; region < count; region++) {
    const at = box + ((<usize>region) << 4);
    store<i32>(at, width);
    store<i32>(at, height, 4);
    store<i32>(at, 0, 8);
    store<i32>(at, 0, 12);
  }
  for (let y = 0; y < height; y++) {
    let p = labels + ((<usize>(y * width)) << 2);
    let x = 0;
    while (x < width) {
      const region = load<i32>(p);
      const start = x;
      do {
        x++;
        p += 4;
      } while (x < width && load<i32>(p) === region);
      const sizeAt = size + ((<usize>region) << 2);
      store<i32>(sizeAt, load<i32>(sizeAt) + x - start);
      const at = box + ((<usize>region) << 4);
      if (start < load<i32>(at)) store<i32>(at, start);
      if (y < load<i32>(at, 4)) store<i32>(at, y, 4);
      if (x > load<i32>(at, 8)) store<i32>(at, x, 8);
      store<i32>(at, y + 1, 12);
    }
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function bump(at: usize): void {
  store<i32>(at, load<i32>(at) + 1);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function bumpTexture(base: usize, word: u32): void {
  if (word === 0) return;
  bump(base + ((<usize>(word & 0xff)) << 2));
  bump(base + 80 + ((<usize>((word >> 8) & 0xff)) << 2));
  bump(base + 160 + ((<usize>((word >> 16) & 0xff)) << 2));
  bump(base + 240 + ((<usize>(word >> 24)) << 2));
}

export function countCodes(labels: usize, pixels: i32, codes: usize, channels: i32, counts: usize): void {
  for (let p: usize = 0; p < <usize>pixels; p++) {
    const base = counts + <usize>load<i32>(labels + (p << 2)) * (<usize>ROW << 2);
    const at = codes + (p << 4);
    const colors = load<u32>(at);
    bump(base + ((<usize>(colors & 0xff)) << 2));
    bumpTexture(base + 320, load<u32>(at, 4));
    if (channels > 1) {
      bump(base + 100 + ((<usize>((colors >> 8) & 0xff)) << 2));
      bumpTexture(base + 640, load<u32>(at, 8));
    }
    if (channels > 2) {
      bump(base + 200 + ((<usize>((colors >> 16) & 0xff)) << 2));
      bumpTexture(base + 960, load<u32>(at, 12));
    }
  }
}

export function finishSegments(size: usize, counts: usize, shares: usize, count: i32): void {
  for (let region = 0; region < count; region++) {
    const own = load<i32>(size + ((<usize>region) << 2));
    const base = counts + <usize>region * (<usize>ROW << 2);
    for (let half = base + 320; half < base + 1280; half += 40) {
      let others = 0;
      for (let bin: usize = 4; bin < 40; bin += 4) others += load<i32>(half + bin);
      store<i32>(half, own - others);
    }
    writeShares(base, shares + <usize>region * (<usize>ROW << 1), own);
  }
}

function writeShares(counts: usize, shares: usize, size: i32): void {
  const scale = f32x4.splat(<f32>65535 / <f32>size);
  for (let i = 0; i < ROW; i += 8, counts += 32, shares += 16) {
    const low = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.convert_i32x4_s(v128.load(counts)), scale));
    const high = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.convert_i32x4_s(v128.load(counts, 16)), scale));
    v128.store(shares, i16x8.narrow_i32x4_u(low, high));
  }
}

export function mergeRegions(
  size: usize,
  box: usize,
  counts: usize,
  shares: usize,
  a: i32,
  b: i32,
  into: i32,
): void {
  const own = load<i32>(size + ((<usize>a) << 2)) + load<i32>(size + ((<usize>b) << 2));
  store<i32>(size + ((<usize>into) << 2), own);
  const boxA = v128.load(box + ((<usize>a) << 4));
  const boxB = v128.load(box + ((<usize>b) << 4));
  const outer = v128.shuffle<i32>(i32x4.min_s(boxA, boxB), i32x4.max_s(boxA, boxB), 0, 1, 6, 7);
  v128.store(box + ((<usize>into) << 4), outer);
  let left = counts + <usize>a * (<usize>ROW << 2);
  let right = counts + <usize>b * (<usize>ROW << 2);
  let target = counts + <usize>into * (<usize>ROW << 2);
  for (let i = 0; i < ROW; i += 4, left += 16, right += 16, target += 16) {
    v128.store(target, i32x4.add(v128.load(left), v128.load(right)));
  }
  writeShares(counts + <usize>into * (<usize>ROW << 2), shares + <usize>into * (<usize>ROW << 1), own);
}
