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

/**
 * The weighted sums of a list's taps, four times four channels at once.
 *
 * @param last whether the biases are added, and nothing stays below `least`: a constant, so that each caller gets its own loop
 */
// @ts-expect-error: decorator of AssemblyScript
@inline
function sums(
  list: usize,
  from: usize,
  into: usize,
  bytes: usize,
  last: bool,
  bias: usize,
  least: v128,
): void {
  const end = list + TAP + count(list) * TAP;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = last ? v128.load(bias + at) : zero;
    let b = last ? v128.load(bias + at, 16) : zero;
    let c = last ? v128.load(bias + at, 32) : zero;
    let d = last ? v128.load(bias + at, 48) : zero;
    for (let tap = list + TAP; tap < end; tap += TAP) {
      const weight = v128.load32_splat(tap, 4);
      const read = from + at + <usize>load<i32>(tap) * bytes;
      a = f32x4.add(a, f32x4.mul(weight, v128.load(read)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load(read, 16)));
      c = f32x4.add(c, f32x4.mul(weight, v128.load(read, 32)));
      d = f32x4.add(d, f32x4.mul(weight, v128.load(read, 48)));
    }
    v128.store(into + at, last ? f32x4.max(a, least) : a);
    v128.store(into + at, last ? f32x4.max(b, least) : b, 16);
    v128.store(into + at, last ? f32x4.max(c, least) : c, 32);
    v128.store(into + at, last ? f32x4.max(d, least) : d, 48);
  }
  for (; at < bytes; at += 16) {
    let sum = last ? v128.load(bias + at) : zero;
    for (let tap = list + TAP; tap < end; tap += TAP) {
      const weight = v128.load32_splat(tap, 4);
      sum = f32x4.add(sum, f32x4.mul(weight, v128.load(from + at + <usize>load<i32>(tap) * bytes)));
    }
    v128.store(into + at, last ? f32x4.max(sum, least) : sum);
  }
}

/** The sums over rows at one place of the map's first row, `from`. */
function sumRows(list: usize, from: usize, into: usize, bytes: usize): void {
  sums(list, from, into, bytes, false, 0, f32x4.splat(0));
}

/** As {@link sumRows} over the columns that it wrote, plus the biases, no less than `least`. */
function sumColumns(list: usize, from: usize, into: usize, bytes: usize, bias: usize, least: v128): void {
  sums(list, from, into, bytes, true, bias, least);
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
