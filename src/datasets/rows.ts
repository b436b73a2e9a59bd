import type { Box } from '../geometry/box.js';
import type { Dataset, DetectionTable, TruthTable } from './records.js';
import { settled } from './shapes.js';

/** The corners of a row. */
export function boxOfRow({ x1, y1, x2, y2 }: TruthTable | DetectionTable, row: number): Box {
  return { x1: x1[row]!, y1: y1[row]!, x2: x2[row]!, y2: y2[row]! };
}

/** {@link boxOfRow}, rounded for a text file. */
export function settledBoxOfRow(table: TruthTable | DetectionTable, row: number): Box {
  const { x1, y1, x2, y2 } = boxOfRow(table, row);
  return { x1: settled(x1), y1: settled(y1), x2: settled(x2), y2: settled(y2) };
}

/** Rows of each class, in their order. */
export function rowsOfClasses({ truth, classes }: Pick<Dataset, 'truth' | 'classes'>): number[][] {
  const rows = classes.map((): number[] => []);
  for (let row = 0; row < truth.length; row++) rows[truth.class[row]!]!.push(row);
  return rows;
}

/** Rows of each image, in their order; of detections those of class -1 are left out. */
export function rowsOfImages(
  { image, class: classOf, length }: TruthTable | DetectionTable,
  { images }: Pick<Dataset, 'images'>,
): number[][] {
  const rows = images.map((): number[] => []);
  for (let row = 0; row < length; row++) if (classOf[row]! >= 0) rows[image[row]!]!.push(row);
  return rows;
}
