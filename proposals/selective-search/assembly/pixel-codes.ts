/** AssemblyScript: twins of ../pixel-codes.ts. */
import { row } from './layout';

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
