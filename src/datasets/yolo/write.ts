import { join } from 'node:path';
import { stringify } from 'yaml';
import { concurrently } from '../concurrently.js';
import { expectSize } from '../expect-size.js';
import type { WritePartOptions } from '../format.js';
import { withoutEnding } from '../image-paths.js';
import { photographNames } from '../photograph-names.js';
import type { Dataset, DetectionTable, ImageRecord, ImagesAndClasses, TruthTable } from '../records.js';
import { boxOfRow, rowsOfImages } from '../rows.js';
import { clipped } from '../shapes.js';
import { writeText } from '../write-file.js';

/** Keys in Ultralytics' order; other splits follow. */
const ORDER = ['train', 'val', 'test'];

/**
 * Writes `data.yaml` and `labels/<split>/<name>.txt`, an empty file for a photograph without objects; photographs
 * belong in `images/<split>`. Boxes are cut at the edges of their photograph, since readers refuse more.
 * @throws RcnnError `bad-dataset` for an image whose size is not known
 */
export async function writeYolo(root: string, dataset: Dataset, options: WritePartOptions): Promise<void> {
  const { images, classes, truth } = dataset;
  const names = photographNames(images);
  const rows = rowsOfImages(truth, dataset);
  const splitOf = ({ split = options.split }: ImageRecord) => split;
  for (const image of images) expectSize(image, 'YOLO');
  await concurrently(images, { ...options, stage: 'labels' }, async (image, index) => {
    const lines = rows[index]!.flatMap((row) => labelLine(truth, row, image));
    await writeText(join(root, 'labels', splitOf(image), `${withoutEnding(names[index]!)}.txt`), lines);
  });
  const splits = new Set(images.map(splitOf));
  const ordered = [
    ...ORDER.filter((name) => splits.has(name)),
    ...[...splits].filter((name) => !ORDER.includes(name)),
  ];
  const description = {
    ...Object.fromEntries(ordered.map((name) => [name, `images/${name}`])),
    names: new Map(classes.map(({ name }, index) => [index, name])),
  };
  await writeText(join(root, 'data.yaml'), [stringify(description)]);
}

/** `<class> <cx> <cy> <width> <height>`; none for a box outside of its photograph. */
function labelLine(table: TruthTable | DetectionTable, row: number, size: ImageRecord): string[] {
  const { x1, y1, x2, y2 } = clipped(boxOfRow(table, row), size);
  if (!('score' in table) && !(x2 > x1 && y2 > y1)) return [];
  const { width, height } = size;
  const numbers = [(x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height];
  const score = 'score' in table ? ` ${table.score[row]}` : '';
  return [`${table.class[row]} ${numbers.map(fraction).join(' ')}${score}\n`];
}

/** Twelve digits give a millionth of a pixel back on sides of 100,000; no exponents, which few readers take. */
function fraction(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '') || '0';
}

/** Writes `labels/<name>.txt` with a confidence after each box, and `classes.txt`. Rows of class -1 are left out. */
export async function writeYoloResults(
  root: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  const { images, classes } = dataset;
  const names = photographNames(images);
  const rows = rowsOfImages(detections, dataset);
  for (const [index, image] of images.entries()) {
    if (rows[index]!.length > 0) expectSize(image, 'YOLO');
    const lines = rows[index]!.flatMap((row) => labelLine(detections, row, image));
    await writeText(join(root, 'labels', `${withoutEnding(names[index]!)}.txt`), lines);
  }
  await writeText(
    join(root, 'classes.txt'),
    classes.map(({ name }) => `${name}\n`),
  );
}
