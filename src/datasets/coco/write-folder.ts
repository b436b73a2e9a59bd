import { join } from 'node:path';
import { selectImages } from '../edit.js';
import type { WritePartOptions } from '../format.js';
import { photographNames } from '../photograph-names.js';
import type { Dataset } from '../records.js';
import { writeCoco } from './write.js';

/** Writes one file of all, or, where the path is no `.json`, `annotations/instances_<split>.json` for each split. */
export async function writeCocoPart(
  path: string,
  dataset: Dataset,
  { split }: WritePartOptions,
): Promise<void> {
  if (/\.json$/i.test(path)) return writeCoco(path, dataset);
  const names = photographNames(dataset.images);
  const named = {
    ...dataset,
    images: dataset.images.map((image, index) => ({ ...image, file: names[index]! })),
  };
  const splitOf = (index: number) => dataset.images[index]!.split ?? split;
  const indices = dataset.images.map((_, index) => index);
  for (const name of new Set(indices.map(splitOf))) {
    const part = selectImages(
      named,
      indices.filter((index) => splitOf(index) === name),
    );
    await writeCoco(join(path, 'annotations', `instances_${name}.json`), part);
  }
}
