import { basename, join } from 'node:path';
import { XMLBuilder } from 'fast-xml-parser';
import type { Box } from '../../geometry/box.js';
import type { LongWork } from '../../progress.js';
import { concurrently } from '../concurrently.js';
import { separatedBySlashes, withoutEnding } from '../image-paths.js';
import { listImageIds } from '../images.js';
import { addTo } from '../lists-by-key.js';
import { type Dataset, DIFFICULT, OCCLUDED, TRUNCATED } from '../records.js';
import { safeFileName, safeText } from '../safe-names.js';
import { writeText } from '../write-file.js';
import { vocCorners } from './results.js';

const builder = new XMLBuilder({ format: true, indentBy: '\t' });

/** What one annotation file holds. */
interface AnnotationToWrite {
  readonly folder: string;
  readonly filename: string;
  readonly width: number;
  readonly height: number;
  readonly background?: readonly Box[];
  /** Rows of `dataset.truth`. */
  readonly rows: readonly number[];
  readonly nameOf: (classIndex: number) => string;
  /** xmin, ymin, xmax, ymax as the format has them. */
  readonly corners: (row: number) => number[];
}

/** The XML of the devkits of VOC and ILSVRC DET. */
export function annotationXml(dataset: Dataset, one: AnnotationToWrite): string {
  const { flags, class: classOf } = dataset.truth;
  const bit = (row: number, flag: number) => (flags[row]! & flag ? 1 : 0);
  const object = one.rows.map((row) => {
    const [xmin, ymin, xmax, ymax] = one.corners(row);
    return {
      name: one.nameOf(classOf[row]!),
      pose: 'Unspecified',
      truncated: bit(row, TRUNCATED),
      occluded: bit(row, OCCLUDED),
      difficult: bit(row, DIFFICULT),
      bndbox: { xmin, ymin, xmax, ymax },
    };
  });
  const { folder, filename, width, height } = one;
  const background = (one.background ?? []).map(({ x1, y1, x2, y2 }) => ({
    bndbox: { xmin: x1 + 1, ymin: y1 + 1, xmax: x2, ymax: y2 },
  }));
  return builder.build({
    annotation: { folder, filename, size: { width, height, depth: 3 }, segmented: 0, object, background },
  });
}

export interface WriteVocOptions extends LongWork {
  readonly split: string;
}

/**
 * Writes a data set as a devkit year folder: `Annotations` and `ImageSets/Main/<split>.txt`; photographs are
 * not copied, they belong into `JPEGImages`. Kept: image names and sizes, class names, corners to the last bit
 * where adding 1 is exact (whole, half and quarter pixels), difficult, truncated, occluded. Not kept: class
 * numbers and wnids, classes without objects, crowd, areas of masks.
 */
export async function writeVoc(root: string, dataset: Dataset, options: WriteVocOptions): Promise<void> {
  const ids = listImageIds(dataset.images).map((id) =>
    safeFileName('the image id', id, root, { folders: true }),
  );
  // All names are checked before the first file is written.
  for (const { name } of dataset.classes) safeText('the class', name, root);
  const lists = bySplit(ids, dataset.images, options.split);
  const rows = rowsByImage(dataset);
  const nameOf = (index: number) => dataset.classes[index]!.name;
  const corners = (row: number) => vocCorners(dataset.truth, row);
  await concurrently(ids, { ...options, stage: 'annotations' }, async (id, image) => {
    const { file, width, height, background = [] } = dataset.images[image]!;
    const named = basename(separatedBySlashes(file ?? ''));
    const filename = withoutEnding(named) === basename(id) ? named : `${basename(id)}.jpg`;
    const size = { width, height };
    const one = {
      folder: basename(root),
      filename,
      ...size,
      background,
      rows: rows[image]!,
      nameOf,
      corners,
    };
    await writeText(join(root, 'Annotations', `${id}.xml`), [annotationXml(dataset, one)]);
  });
  for (const [split, listed] of lists) {
    await writeText(
      join(root, 'ImageSets', 'Main', `${split}.txt`),
      listed.map((id) => `${id}\n`),
    );
  }
}

/** The ids of each split; images without one are in `rest`. */
function bySplit(
  ids: readonly string[],
  images: Dataset['images'],
  rest: string,
): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>(images.length === 0 ? [[rest, []]] : []);
  for (const [index, id] of ids.entries()) {
    const split = safeFileName('the split', images[index]!.split ?? rest, 'ImageSets');
    addTo(lists, split, id);
  }
  return lists;
}

/** Rows of the truth of each image, in their order. */
export function rowsByImage({ images, truth }: Dataset): number[][] {
  const rows = images.map((): number[] => []);
  truth.image.forEach((image, row) => {
    rows[image]!.push(row);
  });
  return rows;
}
