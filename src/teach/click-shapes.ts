/** Where no proposal is: boxes of usual shapes around a click, for the network to judge. */
import { clip, iou, type Size } from '../geometry/box.js';
import { Boxes } from '../geometry/boxes.js';
import type { Point } from './messages.js';

/** Geometric mean of the sides; pixels of a photograph whose longer side is {@link USUAL}. */
const SIDES = Array.from({ length: 12 }, (_, i) => 16 * 1.35 ** i);
const USUAL = 500;
/** Width over height. Longer shapes too, of 0.3 and 3.3, push better boxes back. */
const RATIOS = [0.45, 0.67, 1, 1.5, 2.2];
/** A box that the edge cuts down to less has another shape, and another's centre. */
const WHOLE = 0.6;
/** Sides of what remains; pixels. */
const LEAST_SIDE = 4;

/** Boxes with the point in the middle, inside the photograph. */
export function shapesAround({ x, y }: Point, size: Size): Boxes {
  const scale = Math.max(size.width, size.height) / USUAL;
  const shapes = SIDES.flatMap((side) =>
    RATIOS.map((ratio) => {
      const [width, height] = [side * scale * Math.sqrt(ratio), (side * scale) / Math.sqrt(ratio)];
      return { x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 };
    }),
  );
  const inside = shapes.flatMap((shape) => {
    const box = clip(shape, size);
    const large = box.x2 - box.x1 >= LEAST_SIDE && box.y2 - box.y1 >= LEAST_SIDE;
    return large && iou(box, shape) > WHOLE ? [box] : [];
  });
  return Boxes.from(inside);
}
