/**
 * AssemblyScript, not TypeScript: the inner loops of ../region-aligner.ts, over channels, which lie side by side. Pointers
 * are byte offsets into one memory; a place has `bytes` of channels, a multiple of 16. A tap is 8 bytes: the number of the
 * place that it reads, and its weight; a list of taps begins with their count, in 8 bytes too. `npm run build:wasm` compiles
 * it into ../align-binary.ts.
 */

const TAP: usize = 8;

// @ts-expect-error: decorator of AssemblyScript
@inline
function count(list: usize): usize {
  return <usize>load<i32>(list);
}

/** Four channels: the weighted sum of a list's taps. */
// @ts-expect-error: decorator of AssemblyScript
@inline
function four(list: usize, from: usize, bytes: usize, start: v128): v128 {
  const end = list + TAP + count(list) * TAP;
  let sum = start;
  for (let tap = list + TAP; tap < end; tap += TAP) {
    const weight = v128.load32_splat(tap, 4);
    sum = f32x4.add(sum, f32x4.mul(weight, v128.load(from + <usize>load<i32>(tap) * bytes)));
  }
  return sum;
}

/** The sums over rows at one place of the map's first row, `from`. */
function sumRows(list: usize, from: usize, into: usize, bytes: usize): void {
  const end = list + TAP + count(list) * TAP;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    for (let tap = list + TAP; tap < end; tap += TAP) {
      const weight = v128.load32_splat(tap, 4);
      const read = from + at + <usize>load<i32>(tap) * bytes;
      a = f32x4.add(a, f32x4.mul(weight, v128.load(read)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load(read, 16)));
      c = f32x4.add(c, f32x4.mul(weight, v128.load(read, 32)));
      d = f32x4.add(d, f32x4.mul(weight, v128.load(read, 48)));
    }
    v128.store(into + at, a);
    v128.store(into + at, b, 16);
    v128.store(into + at, c, 32);
    v128.store(into + at, d, 48);
  }
  for (; at < bytes; at += 16) v128.store(into + at, four(list, from + at, bytes, zero));
}

/** As {@link sumRows} over the columns that it wrote, plus the biases, no less than `least`. */
function sumColumns(list: usize, from: usize, into: usize, bytes: usize, bias: usize, least: v128): void {
  const end = list + TAP + count(list) * TAP;
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = v128.load(bias + at);
    let b = v128.load(bias + at, 16);
    let c = v128.load(bias + at, 32);
    let d = v128.load(bias + at, 48);
    for (let tap = list + TAP; tap < end; tap += TAP) {
      const weight = v128.load32_splat(tap, 4);
      const read = from + at + <usize>load<i32>(tap) * bytes;
      a = f32x4.add(a, f32x4.mul(weight, v128.load(read)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load(read, 16)));
      c = f32x4.add(c, f32x4.mul(weight, v128.load(read, 32)));
      d = f32x4.add(d, f32x4.mul(weight, v128.load(read, 48)));
    }
    v128.store(into + at, f32x4.max(a, least));
    v128.store(into + at, f32x4.max(b, least), 16);
    v128.store(into + at, f32x4.max(c, least), 32);
    v128.store(into + at, f32x4.max(d, least), 48);
  }
  for (; at < bytes; at += 16) {
    v128.store(into + at, f32x4.max(four(list, from + at, bytes, v128.load(bias + at)), least));
  }
}

/**
 * One region of one map, size x size x channels.
 *
 * @param map H x W x channels
 * @param rows `size` lists, `listBytes` apart, of taps at the first places of the map's rows
 * @param columns as many of taps at the columns that `places` lists, numbered as there
 * @param places the `used` columns of the map that any tap reads
 * @param between room for used x channels
 */
export function align(
  map: usize,
  into: usize,
  rows: usize,
  columns: usize,
  listBytes: usize,
  size: i32,
  places: usize,
  used: i32,
  between: usize,
  bytes: usize,
  bias: usize,
  least: f32,
): void {
  const floor = f32x4.splat(least);
  let to = into;
  for (let row = 0; row < size; row++) {
    const down = rows + <usize>row * listBytes;
    for (let i = 0; i < used; i++) {
      const place = <usize>load<i32>(places + (<usize>i << 2));
      sumRows(down, map + place * bytes, between + <usize>i * bytes, bytes);
    }
    for (let column = 0; column < size; column++, to += bytes) {
      sumColumns(columns + <usize>column * listBytes, between, to, bytes, bias, floor);
    }
  }
}
