/**
 * Masks as COCO's run lengths: down each column, column after column, pixels outside the object and inside it in turn,
 * beginning outside.
 */
import type { Box } from '../../geometry/box.js';

/** Of a compressed mask: five bits a character from "0" on, the lowest first. */
const [BITS, FIRST, MORE, SIGN] = [5, 0x30, 0x20, 0x10];

/** Lengths as they are, or of the text that pycocotools compresses them to: from the fourth on, differences to the last but one. */
export function runsOf(counts: readonly number[] | string): readonly number[] {
  if (typeof counts !== 'string') return counts;
  const runs: number[] = [];
  let value = 0;
  let scale = 1;
  for (let i = 0; i < counts.length; i++) {
    const code = counts.charCodeAt(i) - FIRST;
    value += (code & (MORE - 1)) * scale;
    scale *= 2 ** BITS;
    if ((code & MORE) !== 0) continue;
    if ((code & SIGN) !== 0) value -= scale;
    runs.push(runs.length > 2 ? value + runs[runs.length - 2]! : value);
    value = 0;
    scale = 1;
  }
  return runs;
}

/** The box around the pixels inside; undefined where there are none. @param height pixels of a column */
export function extentOfRuns(runs: readonly number[], height: number): Box | undefined {
  if (!(height > 0)) return undefined;
  let [x1, y1, x2, y2] = [Number.POSITIVE_INFINITY, height, 0, 0];
  let from = 0;
  for (const [i, length] of runs.entries()) {
    const last = from + length - 1;
    if (i % 2 === 1 && length > 0) {
      const [left, right] = [Math.floor(from / height), Math.floor(last / height)];
      x1 = Math.min(x1, left);
      x2 = Math.max(x2, right + 1);
      // A run that goes on in the next column passes the lower edge and the upper one.
      y1 = Math.min(y1, left === right ? from % height : 0);
      y2 = Math.max(y2, left === right ? (last % height) + 1 : height);
    }
    from += length;
  }
  return x1 < x2 ? { x1, y1, x2, y2 } : undefined;
}
