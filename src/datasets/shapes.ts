/**
 * Shapes that are not axis-aligned boxes become the smallest axis-aligned box around them. Pixels, y downwards, so that a
 * positive angle turns clockwise on the screen.
 */
import type { Box, Size } from '../geometry/box.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Fractions and percentages of a side carry the noise of their division; a millionth of a pixel is far below what
 * any tool stores, and whole pixels come back whole.
 */
export function settled(pixels: number): number {
  const rounded = Math.round(pixels * 1e6) / 1e6;
  return rounded === 0 ? 0 : rounded;
}

/** The upright box around points. */
export function boxAround(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return {
    x1: settled(min(xs)),
    y1: settled(min(ys)),
    x2: settled(max(xs)),
    y2: settled(max(ys)),
  };
}

// Outlines have more points than a call takes arguments.
const min = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value), Infinity);
const max = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), -Infinity);

/** The upright box around a box that was rotated by `degrees` about a point. */
export function rotatedBox(box: Box, degrees: number, about: Point): Box {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [
    { x: box.x1, y: box.y1 },
    { x: box.x2, y: box.y1 },
    { x: box.x2, y: box.y2 },
    { x: box.x1, y: box.y2 },
  ];
  return boxAround(
    corners.map(({ x, y }) => ({
      x: about.x + (x - about.x) * cos - (y - about.y) * sin,
      y: about.y + (x - about.x) * sin + (y - about.y) * cos,
    })),
  );
}

/** The upright box around an ellipse that was rotated about its centre. */
export function ellipseBox(centre: Point, radii: Point, degrees = 0): Box {
  const angle = (degrees * Math.PI) / 180;
  const halfWidth = Math.hypot(radii.x * Math.cos(angle), radii.y * Math.sin(angle));
  const halfHeight = Math.hypot(radii.x * Math.sin(angle), radii.y * Math.cos(angle));
  return boxAround([
    { x: centre.x - halfWidth, y: centre.y - halfHeight },
    { x: centre.x + halfWidth, y: centre.y + halfHeight },
  ]);
}

/** The part of a box inside its image; the same object where all of it is. A size of 0 is not known. */
export function clipped<T extends Box>(box: T, { width, height }: Size): T {
  if (width === 0 || height === 0) return box;
  if (box.x1 >= 0 && box.y1 >= 0 && box.x2 <= width && box.y2 <= height) return box;
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return {
    ...box,
    x1: within(box.x1, width),
    x2: within(box.x2, width),
    y1: within(box.y1, height),
    y2: within(box.y2, height),
  };
}

/** Pixels by which a box goes beyond its image, at its farthest edge; 0 within. A size of 0 is not known. */
export function reach(box: Box, { width, height }: Size): number {
  if (width === 0 || height === 0) return 0;
  return Math.max(0, -box.x1, -box.y1, box.x2 - width, box.y2 - height);
}
