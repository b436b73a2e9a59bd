import { XMLBuilder } from 'fast-xml-parser';
import type { WritePartOptions } from '../format.js';
import { marksOf } from '../marks.js';
import {
  type Dataset,
  type DetectionTable,
  type ImagesAndClasses,
  OCCLUDED,
  type TruthTable,
} from '../records.js';
import { rowsOfImages, settledBoxOfRow } from '../rows.js';
import { writeText } from '../write-file.js';

const builder = new XMLBuilder({
  format: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressBooleanAttributes: false,
  suppressEmptyNode: true,
});

/** Writes "CVAT for images 1.1". Splits are subsets; difficult and truncated are attributes, as CVAT itself has them. */
export async function writeCvat(file: string, dataset: Dataset, _: WritePartOptions): Promise<void> {
  await writeText(file, document(dataset, dataset.truth));
}

/** Writes detections as annotations to correct, their score as an attribute. Rows of class -1 are left out. */
export async function writeCvatResults(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  await writeText(file, document(dataset, detections));
}

function* document(dataset: ImagesAndClasses, table: TruthTable | DetectionTable): Generator<string> {
  const label = dataset.classes.map(({ name }) => ({ name, attributes: '' }));
  yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n';
  yield builder.build({ version: '1.1', meta: { task: { labels: { label } } } });
  const rows = rowsOfImages(table, dataset);
  for (const [index, { id, file, width, height, split }] of dataset.images.entries()) {
    const image = {
      '@id': index,
      '@name': file ?? `${id}.jpg`,
      ...(split !== undefined && { '@subset': split }),
      '@width': width,
      '@height': height,
      box: rows[index]!.map((row) => boxElement(table, row, dataset)),
    };
    yield builder.build({ image });
  }
  yield '</annotations>\n';
}

function boxElement(table: TruthTable | DetectionTable, row: number, { classes }: ImagesAndClasses): object {
  const { x1, y1, x2, y2 } = settledBoxOfRow(table, row);
  const bits = 'flags' in table ? table.flags[row]! : 0;
  const attribute = [
    ...marksOf(bits & ~OCCLUDED).map((mark) => ({ '@name': mark, '#text': 'true' })),
    ...('score' in table ? [{ '@name': 'score', '#text': String(table.score[row]) }] : []),
  ];
  return {
    '@label': classes[table.class[row]!]!.name,
    '@source': 'manual',
    '@occluded': bits & OCCLUDED ? 1 : 0,
    '@xtl': x1,
    '@ytl': y1,
    '@xbr': x2,
    '@ybr': y2,
    '@z_order': 0,
    attribute,
  };
}
