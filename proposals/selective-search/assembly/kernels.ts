/**
 * AssemblyScript, not TypeScript: the WebAssembly twins of the functions of the same names around this folder,
 * equal to them bit for bit (tested). Pointers are byte offsets into one memory; layouts are described there.
 * `npm run build:wasm` compiles this file into kernels-binary.ts.
 */

const KEYS: i32 = 14336;
const ROW: i32 = 320;

// --- gaussian.ts

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
function row(plane: usize, y: i32, width: i32): usize {
  return plane + ((<usize>(y * width)) << 2);
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

// --- edges.ts

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

// --- segmentation.ts

// @ts-expect-error: decorator of AssemblyScript
@inline
function find(parent: usize, p: i32): i32 {
  let above = load<i32>(parent + ((<usize>p) << 2));
  while (above !== p) {
    const next = load<i32>(parent + ((<usize>above) << 2));
    store<i32>(parent + ((<usize>p) << 2), next);
    p = next;
    above = load<i32>(parent + ((<usize>p) << 2));
  }
  return p;
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function join(parent: usize, size: usize, a: i32, b: i32): i32 {
  const sizeA = load<i32>(size + ((<usize>a) << 2));
  const sizeB = load<i32>(size + ((<usize>b) << 2));
  const aWins = sizeA > sizeB || (sizeA === sizeB && a < b);
  const root = aWins ? a : b;
  store<i32>(parent + ((<usize>(aWins ? b : a)) << 2), root);
  store<i32>(size + ((<usize>root) << 2), sizeA + sizeB);
  return root;
}

export function segment(
  order: usize,
  ends: usize,
  width: i32,
  pixels: i32,
  k: f32,
  minSize: i32,
  parent: usize,
  size: usize,
  limit: usize,
  open: usize,
  labels: usize,
): i32 {
  for (let p = 0; p < pixels; p++) {
    store<i32>(parent + ((<usize>p) << 2), p);
    store<i32>(size + ((<usize>p) << 2), 1);
    store<f32>(limit + ((<usize>p) << 2), k);
  }
  let opens: usize = 0;
  let e: u32 = 0;
  for (let key = 0; key < KEYS; key++) {
    const end = load<u32>(ends + ((<usize>key) << 2));
    const weight = <f32>key;
    for (; e < end; e++) {
      const edge = load<u32>(order + ((<usize>e) << 2));
      const p = <i32>(edge >> 2);
      const q = p + offset(edge & 3, width);
      const above = load<i32>(parent + ((<usize>p) << 2));
      if (above === load<i32>(parent + ((<usize>q) << 2))) continue;
      const a = find(parent, p);
      const b = find(parent, q);
      if (a === b) continue;
      if (weight <= load<f32>(limit + ((<usize>a) << 2)) && weight <= load<f32>(limit + ((<usize>b) << 2))) {
        const root = join(parent, size, a, b);
        store<f32>(limit + ((<usize>root) << 2), weight + k / <f32>load<i32>(size + ((<usize>root) << 2)));
      } else {
        store<u32>(open + (opens << 2), edge);
        opens++;
      }
    }
  }
  for (let i: usize = 0; i < opens; i++) {
    const edge = load<u32>(open + (i << 2));
    const p = <i32>(edge >> 2);
    const a = find(parent, p);
    const b = find(parent, p + offset(edge & 3, width));
    if (a === b) continue;
    if (load<i32>(size + ((<usize>a) << 2)) < minSize || load<i32>(size + ((<usize>b) << 2)) < minSize) {
      join(parent, size, a, b);
    }
  }
  return number(parent, size, labels, pixels);
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function offset(direction: u32, width: i32): i32 {
  // 0: 1, 1: width, 2: width + 1, 3: width - 1
  return select<i32>(1, select<i32>(width, width + 5 - 2 * <i32>direction, direction === 1), direction === 0);
}

/** `name`, the sizes' memory, is overwritten. */
function number(parent: usize, name: usize, labels: usize, pixels: i32): i32 {
  memory.fill(name, 0xff, (<usize>pixels) << 2);
  let count = 0;
  for (let p = 0; p < pixels; p++) {
    const root = find(parent, p);
    let label = load<i32>(name + ((<usize>root) << 2));
    if (label < 0) {
      label = count++;
      store<i32>(name + ((<usize>root) << 2), label);
    }
    store<i32>(labels + ((<usize>p) << 2), label);
  }
  return count;
}

// --- adjacency.ts

let pairCount: i32 = 0;

// @ts-expect-error: decorator of AssemblyScript
@inline
function touch(a: i32, b: i32, count: i32, table: usize, mask: u32, keys: usize): void {
  const key = a < b ? <u32>(a * count + b) : <u32>(b * count + a);
  let slot = ((key * 0x9e3779b1) >> 7) & mask;
  while (true) {
    const held = load<u32>(table + ((<usize>slot) << 2));
    if (held === key) return;
    if (held === 0) break;
    slot = (slot + 1) & mask;
  }
  store<u32>(table + ((<usize>slot) << 2), key);
  store<u32>(keys + ((<usize>pairCount) << 2), key);
  pairCount++;
}

export function adjacentPairs(
  labels: usize,
  width: i32,
  height: i32,
  count: i32,
  table: usize,
  slots: i32,
  keys: usize,
): i32 {
  memory.fill(table, 0, (<usize>slots) << 2);
  const mask = <u32>slots - 1;
  pairCount = 0;
  for (let y = 0; y < height; y++) {
    const lower = y + 1 < height;
    for (let x = 0; x < width; x++) {
      const p = labels + ((<usize>(y * width + x)) << 2);
      const own = load<i32>(p);
      const right = x + 1 < width ? load<i32>(p, 4) : own;
      const down = lower ? load<i32>(p + ((<usize>width) << 2)) : own;
      const slant = lower && x + 1 < width ? load<i32>(p + ((<usize>width) << 2), 4) : own;
      const back = lower && x > 0 ? load<i32>(p + ((<usize>width) << 2) - 4) : own;
      if (right === own && down === own && slant === own && back === own) continue;
      if (pairCount + 4 > slots >> 1) return -1; // the keys' room
      if (right !== own) touch(own, right, count, table, mask, keys);
      if (down !== own) touch(own, down, count, table, mask, keys);
      if (slant !== own) touch(own, slant, count, table, mask, keys);
      if (back !== own) touch(own, back, count, table, mask, keys);
    }
  }
  return pairCount;
}

// --- pixel-codes.ts

export function colorCodes(planes: usize, pixels: i32, channels: i32, codes: usize): void {
  for (let p: usize = 0; p < <usize>pixels; p++) {
    let word: u32 = (25 * <u32>load<u8>(planes + p)) >> 8;
    if (channels > 1) word |= ((25 * <u32>load<u8>(planes + pixels + p)) >> 8) << 8;
    if (channels > 2) word |= ((25 * <u32>load<u8>(planes + 2 * pixels + p)) >> 8) << 16;
    store<u32>(codes + (p << 4), word);
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function codes4(d: v128, scale: f32): v128 {
  const bins = i32x4.min_s(
    i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.abs(d), f32x4.splat(scale))),
    i32x4.splat(9),
  );
  const against = v128.and(f32x4.lt(d, f32x4.splat(0)), i32x4.gt_s(bins, i32x4.splat(0)));
  return i32x4.add(bins, v128.and(against, i32x4.splat(10)));
}

function code1(d: f32, scale: f32): u32 {
  const bin = min(9, <i32>(abs<f32>(d) * scale));
  return d < 0 && bin > 0 ? 10 + bin : bin;
}

/** `codes` points at the channel's word of the first pixel. */
export function textureCodes(plane: usize, width: i32, height: i32, codes: usize, scale: f32): void {
  const diagonal = <f32>Math.SQRT1_2;
  for (let y = 0; y < height; y++) {
    const here = row(plane, y, width);
    const above = row(plane, max(y - 1, 0), width);
    const below = row(plane, min(y + 1, height - 1), width);
    let out = codes + ((<usize>(y * width)) << 4);
    let x = 0;
    for (; x < width; x++, out += 16) {
      const at = (<usize>x) << 2;
      if (x > 0 && x + 5 <= width) {
        const dx = f32x4.sub(v128.load(here + at + 4), v128.load(here + at - 4));
        const dy = f32x4.sub(v128.load(below + at), v128.load(above + at));
        const rising = f32x4.mul(f32x4.add(dx, dy), f32x4.splat(diagonal));
        const falling = f32x4.mul(f32x4.sub(dy, dx), f32x4.splat(diagonal));
        const word = v128.or(
          v128.or(codes4(dx, scale), i32x4.shl(codes4(rising, scale), 8)),
          v128.or(i32x4.shl(codes4(dy, scale), 16), i32x4.shl(codes4(falling, scale), 24)),
        );
        v128.store_lane<u32>(out, word, 0);
        v128.store_lane<u32>(out, word, 1, 16);
        v128.store_lane<u32>(out, word, 2, 32);
        v128.store_lane<u32>(out, word, 3, 48);
        x += 3;
        out += 48;
        continue;
      }
      const left = (<usize>max(x - 1, 0)) << 2;
      const right = (<usize>min(x + 1, width - 1)) << 2;
      const dx = load<f32>(here + right) - load<f32>(here + left);
      const dy = load<f32>(below + at) - load<f32>(above + at);
      const word =
        code1(dx, scale) |
        (code1((dx + dy) * diagonal, scale) << 8) |
        (code1(dy, scale) << 16) |
        (code1((dy - dx) * diagonal, scale) << 24);
      store<u32>(out, word);
    }
  }
}

// --- regions.ts

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

// --- similarity.ts

// @ts-expect-error: decorator of AssemblyScript
@inline
function intersection(a: usize, b: usize, bytes: usize): i32 {
  let sum = i32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const smaller = i16x8.min_u(v128.load(a + i), v128.load(b + i));
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(smaller));
  }
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}

/** `measures`: bit 0 colour, 1 texture, 2 size, 3 fill. */
export function similarity(
  size: usize,
  box: usize,
  shares: usize,
  channels: i32,
  pixels: i32,
  measures: i32,
  a: i32,
  b: i32,
): f64 {
  const rowA = shares + <usize>a * (<usize>ROW << 1);
  const rowB = shares + <usize>b * (<usize>ROW << 1);
  let sum: f64 = 0;
  if (measures & 1) sum += <f64>intersection(rowA, rowB, 160) / <f64>(65535 * channels);
  if (measures & 2) {
    sum += <f64>intersection(rowA + 160, rowB + 160, 160 * <usize>channels) / <f64>(65535 * 8 * channels);
  }
  const both = load<i32>(size + ((<usize>a) << 2)) + load<i32>(size + ((<usize>b) << 2));
  if (measures & 4) sum += 1 - <f64>both / <f64>pixels;
  if (measures & 8) {
    const boxA = box + ((<usize>a) << 4);
    const boxB = box + ((<usize>b) << 4);
    const width = max(load<i32>(boxA, 8), load<i32>(boxB, 8)) - min(load<i32>(boxA), load<i32>(boxB));
    const height = max(load<i32>(boxA, 12), load<i32>(boxB, 12)) - min(load<i32>(boxA, 4), load<i32>(boxB, 4));
    sum += 1 - <f64>(width * height - both) / <f64>pixels;
  }
  return sum;
}
