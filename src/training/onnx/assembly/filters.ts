/**
 * AssemblyScript, not TypeScript: `toForward` and `toBackward` of src/onnx/training/filters.ts, whose legend holds here, four
 * floats at once; blocks are multiples of 4. Pointers are byte offsets into one memory.
 * `npm run build:wasm` compiles it into ../filters-binary.ts.
 */

export function toForward(
  stored: usize,
  into: usize,
  kernel: i32,
  inputs: i32,
  outputs: i32,
  block: i32,
  inputBlock: i32,
): void {
  let at = into;
  for (let o = 0; o < outputs; o += block) {
    for (let i = 0; i < inputs; i += inputBlock) {
      for (let y = 0; y < kernel; y++) {
        for (let x = 0; x < kernel; x++) {
          for (let inner = i; inner < i + inputBlock; inner++) {
            const from = stored + (<usize>(((x * inputs + inner) * kernel + y) * outputs + o) << 2);
            for (let j = 0; j < block; j += 4) {
              v128.store(at, v128.load(from + (<usize>j << 2)));
              at += 16;
            }
          }
        }
      }
    }
  }
}

/** 4 x 4 floats at a time: four rows of neighbouring outputs become four rows of neighbouring inputs. */
export function toBackward(
  stored: usize,
  into: usize,
  kernel: i32,
  inputs: i32,
  outputs: i32,
  block: i32,
): void {
  const row = <usize>(kernel * outputs) << 2;
  const blockRow = <usize>block << 2;
  let at = into;
  for (let i = 0; i < inputs; i += block) {
    for (let o = 0; o < outputs; o += block) {
      for (let y = kernel - 1; y >= 0; y--) {
        for (let x = kernel - 1; x >= 0; x--) {
          const from = stored + (<usize>(((x * inputs + i) * kernel + y) * outputs + o) << 2);
          for (let j: usize = 0; j < <usize>block; j += 4) {
            for (let outer: usize = 0; outer < <usize>block; outer += 4) {
              transpose(from + j * row + (outer << 2), row, at + outer * blockRow + (j << 2), blockRow);
            }
          }
          at += blockRow * <usize>block;
        }
      }
    }
  }
}

// @ts-expect-error: decorator of AssemblyScript
@inline
function transpose(from: usize, fromRow: usize, into: usize, intoRow: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromRow);
  const c = v128.load(from + 2 * fromRow);
  const d = v128.load(from + 3 * fromRow);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(into, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(into + intoRow, v128.shuffle<i64>(ab, cd, 1, 3));
  const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(into + 2 * intoRow, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(into + 3 * intoRow, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}
