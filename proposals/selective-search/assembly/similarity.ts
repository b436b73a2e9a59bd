/** AssemblyScript: twins of ../similarity.ts. */
import { ROW } from './layout';

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
