import { join, posix } from 'node:path';
import { concurrently } from '../concurrently.js';
import type { WritePartOptions } from '../format.js';
import { withoutEnding } from '../image-paths.js';
import { marksOf } from '../marks.js';
import { photographNames } from '../photograph-names.js';
import type { Dataset, DetectionTable, ImagesAndClasses, TruthTable } from '../records.js';
import { rowsOfImages, settledBoxOfRow } from '../rows.js';
import { writeText } from '../write-file.js';

/** Writes `<name>.json` for each photograph, which belongs beside it, and the classes as `labels.txt`. */
export async function writeLabelMe(root: string, dataset: Dataset, options: WritePartOptions): Promise<void> {
  await writeFiles(root, dataset, dataset.truth, options);
}

/** As {@link writeLabelMe}, each shape with its `score`. Rows of class -1 are left out. */
export async function writeLabelMeResults(
  root: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  await writeFiles(root, dataset, detections, {});
}

async function writeFiles(
  root: string,
  dataset: ImagesAndClasses,
  table: TruthTable | DetectionTable,
  options: Partial<WritePartOptions>,
): Promise<void> {
  const names = photographNames(dataset.images);
  const rows = rowsOfImages(table, dataset);
  await concurrently(dataset.images, { ...options, stage: 'labels' }, async ({ width, height }, index) => {
    const name = names[index]!;
    const content = {
      version: '5.4.1',
      flags: {},
      shapes: rows[index]!.map((row) => shapeOf(table, row, dataset)),
      imagePath: posix.basename(name),
      imageData: null,
      imageHeight: height || null,
      imageWidth: width || null,
    };
    await writeText(join(root, `${withoutEnding(name)}.json`), [`${JSON.stringify(content, null, 2)}\n`]);
  });
  await writeText(
    join(root, 'labels.txt'),
    dataset.classes.map(({ name }) => `${name}\n`),
  );
}

function shapeOf(table: TruthTable | DetectionTable, row: number, { classes }: ImagesAndClasses): object {
  const { x1, y1, x2, y2 } = settledBoxOfRow(table, row);
  const bits = 'flags' in table ? table.flags[row]! : 0;
  return {
    label: classes[table.class[row]!]!.name,
    points: [
      [x1, y1],
      [x2, y2],
    ],
    group_id: null,
    shape_type: 'rectangle',
    flags: Object.fromEntries(marksOf(bits).map((mark) => [mark, true])),
    ...('score' in table && { score: table.score[row] }),
  };
}
