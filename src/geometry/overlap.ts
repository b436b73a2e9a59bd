/** R = boxes. Overlaps of one box with many, over typed arrays: the inner loop of NMS, matching and recall. */
import type { Box } from './box.js';
import type { Boxes } from './boxes.js';

/** IoU of box `i` of `a` with box `j` of `b`; float32 coordinates, float64 arithmetic, as `iou` of box.ts. */
export function iouAt(a: Boxes, i: number, b: Boxes, j: number): number {
  const ax1 = a.x1[i];
  const ay1 = a.y1[i];
  const ax2 = a.x2[i];
  const ay2 = a.y2[i];
  const bx1 = b.x1[j];
  const by1 = b.y1[j];
  const bx2 = b.x2[j];
  const by2 = b.y2[j];
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
  if (width <= 0) return 0;
  const height = Math.min(ay2, by2) - Math.max(ay1, by1);
  if (height <= 0) return 0;
  const shared = width * height;
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared);
}

/** The box of `boxes` that overlaps `target` most: index -1 and IoU 0 when none touches it; the first of equals. */
export function bestOverlap(boxes: Boxes, target: Box): { index: number; iou: number } {
  const targetArea = (target.x2 - target.x1) * (target.y2 - target.y1);
  let index = -1;
  let best = 0;
  for (let i = 0; i < boxes.length; i++) {
    const width = Math.min(boxes.x2[i], target.x2) - Math.max(boxes.x1[i], target.x1);
    if (width <= 0) continue;
    const height = Math.min(boxes.y2[i], target.y2) - Math.max(boxes.y1[i], target.y1);
    if (height <= 0) continue;
    const shared = width * height;
    const own = (boxes.x2[i] - boxes.x1[i]) * (boxes.y2[i] - boxes.y1[i]);
    const overlap = shared / (own + targetArea - shared);
    if (overlap > best) {
      best = overlap;
      index = i;
    }
  }
  return { index, iou: best };
}
