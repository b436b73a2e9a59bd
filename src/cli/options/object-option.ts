import { RcnnError } from '../../errors.js';
import type { Box, Size } from '../../geometry/box.js';

/** Reads `--explain-object`. @throws RcnnError `bad-option` */
export function parseObject(text: string): Box {
  const sides = text.split(',').map(Number);
  const [x1, y1, x2, y2] = sides;
  if (sides.length === 4 && sides.every(Number.isFinite) && x1 < x2 && y1 < y2) return { x1, y1, x2, y2 };
  throw new RcnnError(
    'bad-option',
    `Expected --explain-object to be "x1,y1,x2,y2" in pixels with x1 < x2 and y1 < y2, but got "${text}".`,
  );
}

/** @throws RcnnError `bad-image` when the object leaves the image */
export function expectInside({ x1, y1, x2, y2 }: Box, { width, height }: Size, image: string): void {
  if (x1 >= 0 && y1 >= 0 && x2 <= width && y2 <= height) return;
  throw new RcnnError(
    'bad-image',
    `Expected --explain-object inside ${image}, which is ${width} x ${height}, but got "${x1},${y1},${x2},${y2}".`,
  );
}
