/** Corners where COCO's format has x, y, width and height. */
import type { Columns } from '../inputs.js';
import { boxOf, liesOn, sampledRows, truthByImage } from './on-objects.js';

/** Fewer are not evidence, unless they are most of the sample. */
const FEWEST = 10;
/** Share of boxes whose sides must be able to be corners; rounding and noise spoil a few. */
const NEARLY_ALL = 0.95;

/**
 * A sentence when far more detections lie on objects if their sides are read as corners. Whether boxes extend beyond
 * their image does not decide it: those of other mistakes do too, and detectors do not all clip.
 */
export function cornersHint(columns: Columns): string[] {
  const { detections, truth } = columns;
  // Only COCO's format has widths and heights, and with them areas as written.
  if (!detections.boxArea) return [];
  const rows = sampledRows(columns);
  const onImage = truthByImage(columns, rows);
  let possible = 0;
  let asWritten = 0;
  let asCorners = 0;
  for (const row of rows) {
    const box = boxOf(detections, row);
    const corners = { ...box, x2: box.x2 - box.x1, y2: box.y2 - box.y1 };
    const objects = onImage.get(detections.image[row]) ?? [];
    if (corners.x2 > box.x1 && corners.y2 > box.y1) possible++;
    if (objects.some((object) => liesOn(box, truth, object))) asWritten++;
    if (objects.some((object) => liesOn(corners, truth, object))) asCorners++;
  }
  if (possible < NEARLY_ALL * rows.length || asCorners <= 2 * asWritten) return [];
  if (asCorners < Math.min(FEWEST, rows.length / 2)) return [];
  return [
    `Boxes look like corners where x, y, width and height are expected: of ${rows.length} examined, ${asWritten} lie on an object as written, ${asCorners} as corners. Write [x1, y1, x2 - x1, y2 - y1].`,
  ];
}
