/** Whether detections lie on objects: what results in a wrong convention rarely do. */
import type { Box } from '../../src/geometry/box.js';
import type { Columns } from '../inputs.js';

/** Size of the sample of detections, evenly spaced: a pattern is in all of them or in none. */
const SAMPLE = 500;
/** A detection lies on an object from this IoU on. */
const ON_OBJECT = 0.5;

/** Rows of some detections of known classes. */
export function sampledRows({ detections: { length, class: classOf } }: Columns): number[] {
  const step = Math.max(1, Math.floor(length / SAMPLE));
  const rows: number[] = [];
  for (let row = 0; row < length; row += step) if (classOf[row] >= 0) rows.push(row);
  return rows;
}

/** Objects of the images that the rows are on. */
export function truthByImage({ truth, detections }: Columns, rows: readonly number[]): Map<number, number[]> {
  const onImage = new Map(rows.map((row) => [detections.image[row], [] as number[]]));
  for (let object = 0; object < truth.length; object++) onImage.get(truth.image[object])?.push(object);
  return onImage;
}

/** The corners of a detection. */
export function boxOf({ x1, y1, x2, y2 }: Columns['detections'], row: number): Box {
  return { x1: x1[row], y1: y1[row], x2: x2[row], y2: y2[row] };
}

/** Whether the IoU of a box with an object is {@link ON_OBJECT} or more. @param object row of the truth */
export function liesOn(box: Box, g: Columns['truth'], object: number): boolean {
  const width = Math.min(box.x2, g.x2[object]) - Math.max(box.x1, g.x1[object]);
  const height = Math.min(box.y2, g.y2[object]) - Math.max(box.y1, g.y1[object]);
  if (width <= 0 || height <= 0) return false;
  const own = (box.x2 - box.x1) * (box.y2 - box.y1);
  const whole = (g.x2[object] - g.x1[object]) * (g.y2[object] - g.y1[object]);
  return width * height >= ON_OBJECT * (own + whole - width * height);
}
