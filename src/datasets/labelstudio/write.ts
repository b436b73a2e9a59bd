import { expectSize } from '../expect-size.js';
import type { WritePartOptions } from '../format.js';
import { separatedBySlashes } from '../image-paths.js';
import type { Dataset, DetectionTable, ImageRecord, ImagesAndClasses, TruthTable } from '../records.js';
import { boxOfRow, rowsOfImages } from '../rows.js';
import { clipped } from '../shapes.js';
import { writeText } from '../write-file.js';

/**
 * Writes Label Studio's JSON, one task per line. Photographs are addressed below its folder of served files
 * (`/data/local-files/?d=`); names are those of its default labelling configuration: `label` on `image`.
 * @throws RcnnError `bad-dataset` for an image with objects whose size is not known
 */
export async function writeLabelStudio(file: string, dataset: Dataset, _: WritePartOptions): Promise<void> {
  await writeText(
    file,
    tasks(dataset, dataset.truth, (result) => ({ annotations: [{ was_cancelled: false, result }] })),
  );
}

/** Writes tasks with predictions, to be corrected in Label Studio. Rows of class -1 are left out. */
export async function writeLabelStudioResults(
  file: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
): Promise<void> {
  const predicted = (result: readonly object[]) => ({
    predictions: [{ model_version: 'googlenet-rcnn', result }],
  });
  await writeText(file, tasks(dataset, detections, predicted));
}

function* tasks(
  dataset: ImagesAndClasses,
  table: TruthTable | DetectionTable,
  wrap: (result: readonly object[]) => object,
): Generator<string> {
  const rows = rowsOfImages(table, dataset);
  yield '[\n';
  for (const [index, image] of dataset.images.entries()) {
    const result = rows[index]!.flatMap((row, nth) => resultOf(table, row, { ...image, nth }, dataset));
    const task = { id: index + 1, data: dataOf(image), ...wrap(result) };
    yield `${index > 0 ? ',\n' : ''}${JSON.stringify(task)}`;
  }
  yield '\n]\n';
}

/** The size is kept for tasks without a region, which state none. */
function dataOf({ id, file, width, height }: ImageRecord): object {
  const path = separatedBySlashes(file ?? `${id}.jpg`)
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return { image: `/data/local-files/?d=${path}`, ...(width > 0 && { width, height }) };
}

/** A region in percent of the sides. */
function resultOf(
  table: TruthTable | DetectionTable,
  row: number,
  image: ImageRecord & { readonly nth: number },
  { classes }: ImagesAndClasses,
): object[] {
  const { x1, y1, x2, y2 } = clipped(boxOfRow(table, row), image);
  if (!('score' in table) && !(x2 > x1 && y2 > y1)) return [];
  expectSize(image, 'Label Studio');
  const { width, height } = image;
  const across = (pixels: number) => percent(pixels / width);
  const down = (pixels: number) => percent(pixels / height);
  const value = { x: across(x1), y: down(y1), width: across(x2 - x1), height: down(y2 - y1), rotation: 0 };
  return [
    {
      id: `r${image.nth + 1}`,
      type: 'rectanglelabels',
      from_name: 'label',
      to_name: 'image',
      original_width: width,
      original_height: height,
      image_rotation: 0,
      value: { ...value, rectanglelabels: [classes[table.class[row]!]!.name] },
      ...('score' in table && { score: table.score[row] }),
    },
  ];
}

/** Ten decimals keep a millionth of a pixel. */
function percent(share: number): number {
  return Number((100 * share).toFixed(10));
}
