/**
 * A rectangle in pixels of the original image: continuous coordinates, half-open, x to the right and y down,
 * so that its width is `x2 - x1`. A 1-based inclusive record (PASCAL VOC) is read as
 * `(xmin - 1, ymin - 1, xmax, ymax)`.
 */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Area in square pixels; 0 for an empty or inverted box. */
export function area({ x1, y1, x2, y2 }: Box): number {
  return Math.max(0, x2 - x1) * Math.max(0, y2 - y1);
}

/** Intersection over union, 0..1; 0 when either box is empty. */
export function iou(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

/** The part of `box` inside an image of `size`. */
export function clip(box: Box, { width, height }: Size): Box {
  return {
    x1: within(box.x1, width),
    y1: within(box.y1, height),
    x2: within(box.x2, width),
    y2: within(box.y2, height),
  };
}

function within(value: number, limit: number): number {
  return Math.min(Math.max(value, 0), limit);
}
