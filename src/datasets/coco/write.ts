import { withoutLayout } from '../image-paths.js';
import { cocoImageIds } from '../images.js';
import { beforeAdding } from '../numbers.js';
import {
  type ClassRecord,
  CROWD,
  type Dataset,
  type DetectionTable,
  DIFFICULT,
  type ImagesAndClasses,
  OCCLUDED,
  TRUNCATED,
  type TruthTable,
} from '../records.js';
import { writeText } from '../write-file.js';

/**
 * Writes a data set as COCO's instances JSON, one record per line. Images keep numeric ids (see
 * {@link cocoImageIds}); `file_name` is the photograph's path, for VOC and ILSVRC below their folder of photographs. Flags
 * that COCO does not have (`difficult`, `truncated`, `occluded`) and `wnid` become extra keys where set.
 */
export async function writeCoco(file: string, dataset: Dataset): Promise<void> {
  await writeText(file, instances(dataset));
}

function* instances(dataset: Dataset): Generator<string> {
  const ids = cocoImageIds(dataset.images);
  yield '{"images":[\n';
  yield* separated(dataset.images, ({ id, file, width, height }, index) => [
    { id: ids[index] },
    { file_name: withoutLayout(file ?? `${id}.jpg`), width, height },
  ]);
  yield '\n],"annotations":[\n';
  const { truth } = dataset;
  yield* separated(truth.image, (image, row) => [
    { id: row + 1, image_id: ids[image] },
    {
      category_id: categoryId(dataset.classes[truth.class[row]!]!),
      bbox: boxOf(truth, row),
      area: truth.area[row],
      ...flagsOf(truth.flags[row]!),
    },
  ]);
  yield '\n],"categories":[\n';
  yield* separated(dataset.classes, (one) => [
    { id: JSON.stringify(categoryId(one)) },
    { name: one.name, ...(one.wnid !== undefined && { wnid: one.wnid }) },
  ]);
  yield '\n]}\n';
}

/** Writes detections as COCO's results JSON, one record per line; rows of class -1 (not in the data set) are left out. */
export async function writeCocoResults(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  const ids = cocoImageIds(dataset.images);
  const rows = Array.from(detections.class.keys()).filter((row) => detections.class[row]! >= 0);
  const results = separated(rows, (row) => [
    { image_id: ids[detections.image[row]!] },
    {
      category_id: categoryId(dataset.classes[detections.class[row]!]!),
      bbox: boxOf(detections, row),
      score: detections.score[row],
    },
  ]);
  await writeText(file, between('[\n', results, '\n]\n'));
}

function categoryId({ id, textId }: ClassRecord): number | string {
  return textId ?? id;
}

function* between(before: string, pieces: Iterable<string>, after: string): Generator<string> {
  yield before;
  yield* pieces;
  yield after;
}

/** Ids, as they stand in JSON since they may have 64 bits, and the rest of a record. */
type Row = readonly [ids: Readonly<Record<string, string | number | undefined>>, rest: object];

function* separated<T>(items: Iterable<T>, record: (item: T, index: number) => Row): Generator<string> {
  let index = 0;
  for (const item of items) {
    const [ids, rest] = record(item, index);
    const begin = Object.entries(ids).map(([key, id]) => `"${key}":${id}`);
    yield `${index > 0 ? ',\n' : ''}{${begin.join(',')},${JSON.stringify(rest).slice(1)}`;
    index++;
  }
}

/** `[x, y, width, height]` whose reading gives the same corners. */
function boxOf(table: TruthTable | DetectionTable, row: number): number[] {
  const [x1, y1] = [table.x1[row]!, table.y1[row]!];
  return [x1, y1, beforeAdding(x1, table.x2[row]!), beforeAdding(y1, table.y2[row]!)];
}

function flagsOf(flags: number): Record<string, number> {
  return {
    iscrowd: flags & CROWD ? 1 : 0,
    ...(flags & DIFFICULT && { difficult: 1 }),
    ...(flags & TRUNCATED && { truncated: 1 }),
    ...(flags & OCCLUDED && { occluded: 1 }),
  };
}
