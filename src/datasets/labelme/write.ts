import { join, posix } from 'node:path';
import { concurrently } from '../concurrently.js';
import type { WritePartOptions } from '../format.js';
import { withoutEnding } from '../image-paths.js';
import { photographNames } from '../photograph-names.js';
import {
  type Dataset,
  type DetectionTable,
  DIFFICULT,
  OCCLUDED,
  TRUNCATED,
  type TruthTable,
} from '../records.js';
import { rowsOfImages, settledBoxOfRow } from '../rows.js';
import { writeText } from '../write-file.js';

type Named = Pick<Dataset, 'images' | 'classes'>;

const MARKS = { difficult: DIFFICULT, truncated: TRUNCATED, occluded: OCCLUDED } as const;

/** Writes `<name>.json` for each photograph, which belongs beside it, and the classes as `labels.txt`. */
export async function writeLabelMe(root: string, dataset: Dataset, options: WritePartOptions): Promise<void> {
  await writeFiles(root, dataset, dataset.truth, options);
}

/** As {@link writeLabelMe}, each shape with its `score`. Rows of class -1 are left out. */
export async function writeLabelMeResults(
  root: string,
  detections: DetectionTable,
  dataset: Named,
): Promise<void> {
  await writeFiles(root, dataset, detections, {});
}

async function writeFiles(
  root: string,
  dataset: Named,
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

function shapeOf(table: TruthTable | DetectionTable, row: number, { classes }: Named): object {
  const { x1, y1, x2, y2 } = settledBoxOfRow(table, row);
  const bits = 'flags' in table ? table.flags[row]! : 0;
  const flags = Object.entries(MARKS).flatMap(([name, bit]) => (bits & bit ? [[name, true]] : []));
  return {
    label: classes[table.class[row]!]!.name,
    points: [
      [x1, y1],
      [x2, y2],
    ],
    group_id: null,
    shape_type: 'rectangle',
    flags: Object.fromEntries(flags),
    ...('score' in table && { score: table.score[row] }),
  };
}
