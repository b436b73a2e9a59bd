/** How near a point is to the middle of a box: people click at the middle of what they mean. */
import type { Box } from './box.js';

/** Share of the sides: at this distance from the centre a box counts 1 / e (measured on VOC photographs: docs/teach.md). */
const SPREAD = 0.15;

/** @returns 1 at the centre, less towards the edges, 0 outside */
export function centredness(
  { x1, y1, x2, y2 }: Box,
  { x, y }: { readonly x: number; readonly y: number },
): number {
  if (x < x1 || x > x2 || y < y1 || y > y2) return 0;
  const across = (x - (x1 + x2) / 2) / (x2 - x1);
  const down = (y - (y1 + y2) / 2) / (y2 - y1);
  return Math.exp(-(across ** 2 + down ** 2) / SPREAD ** 2);
}
