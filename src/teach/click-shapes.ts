/** Where no proposal is: boxes of usual shapes around a click, for the network to judge. */
import { type Box, clip, iou, type Size } from '../geometry/box.js';
import { Boxes } from '../geometry/boxes.js';
import type { Point } from './messages.js';

/** Geometric mean of the sides; pixels of a photograph whose longer side is {@link USUAL}. */
const SIDES = Array.from({ length: 12 }, (_, i) => 16 * 1.35 ** i);
const USUAL = 500;
/** Up to here the network sees a thing better in half of the photograph. */
const SMALL = 60;
/** Width over height. Longer shapes too, of 0.3 and 3.3, push better boxes back. */
const RATIOS = [0.45, 0.67, 1, 1.5, 2.2];
/** A box that the edge cuts down to less has another shape, and another's centre. */
const WHOLE = 0.6;
/** Smaller boxes are no object that a click can mean; pixels. */
const LEAST_SIDE = 4;

export function isLarge({ x1, y1, x2, y2 }: Box): boolean {
  return x2 - x1 >= LEAST_SIDE && y2 - y1 >= LEAST_SIDE;
}

/** Boxes with the point in the middle, inside the photograph. */
export function shapesAround(point: Point, size: Size): Boxes {
  return laidOut(SIDES, point, { size, scale: scaleOf(size) });
}

/** A part of a photograph that is seen larger than the whole: small things then fill more cells of the map. */
export interface CloserPart {
  /** Of the photograph; whole pixels. */
  readonly part: Box;
  /** Small boxes with the point in the middle; pixels of the part. */
  readonly shapes: Boxes;
}

/** Small shapes around a point, with the half of each side around it, moved to lie inside the photograph. */
export function closerAround({ x, y }: Point, size: Size): CloserPart {
  const across = spanAround(x, size.width);
  const down = spanAround(y, size.height);
  const part = { x1: across.from, y1: down.from, x2: across.to, y2: down.to };
  const small = SIDES.filter((side) => side <= SMALL);
  const shapes = laidOut(
    small,
    { x: x - part.x1, y: y - part.y1 },
    { size: { width: part.x2 - part.x1, height: part.y2 - part.y1 }, scale: scaleOf(size) },
  );
  return { part, shapes };
}

function spanAround(middle: number, whole: number): { readonly from: number; readonly to: number } {
  const length = Math.max(1, Math.round(whole / 2));
  const from = Math.min(Math.max(0, Math.round(middle - length / 2)), whole - length);
  return { from, to: from + length };
}

function scaleOf({ width, height }: Size): number {
  return Math.max(width, height) / USUAL;
}

interface Laying {
  readonly size: Size;
  /** Pixels per pixel of a usual photograph. */
  readonly scale: number;
}

function laidOut(sides: readonly number[], { x, y }: Point, { size, scale }: Laying): Boxes {
  const shapes = sides.flatMap((side) =>
    RATIOS.map((ratio) => {
      const [width, height] = [side * scale * Math.sqrt(ratio), (side * scale) / Math.sqrt(ratio)];
      return { x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 };
    }),
  );
  const inside = shapes.flatMap((shape) => {
    const box = clip(shape, size);
    return isLarge(box) && iou(box, shape) > WHOLE ? [box] : [];
  });
  return Boxes.from(inside);
}
