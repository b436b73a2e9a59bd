/** Boxes moved by keys, inside their photograph. */
import type { Box, Size } from '../../geometry/box.js';

interface Move {
  readonly dx: number;
  readonly dy: number;
}

/** What is finer nobody sees, and VOC's readers round it. */
export function wholePixels({ x1, y1, x2, y2 }: Box, { width, height }: Size): Box {
  const left = Math.min(Math.max(0, Math.round(x1)), width - 1);
  const top = Math.min(Math.max(0, Math.round(y1)), height - 1);
  const right = Math.min(Math.max(left + 1, Math.round(x2)), width);
  return { x1: left, y1: top, x2: right, y2: Math.min(Math.max(top + 1, Math.round(y2)), height) };
}

export function moved({ x1, y1, x2, y2 }: Box, { dx, dy }: Move, { width, height }: Size): Box {
  const x = Math.min(Math.max(dx, -x1), width - x2);
  const y = Math.min(Math.max(dy, -y1), height - y2);
  return { x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y };
}

/** The lower right corner alone moves. */
export function resized({ x1, y1, x2, y2 }: Box, { dx, dy }: Move, { width, height }: Size): Box {
  const right = Math.min(Math.max(x1 + 1, x2 + dx), width);
  return { x1, y1, x2: right, y2: Math.min(Math.max(y1 + 1, y2 + dy), height) };
}
