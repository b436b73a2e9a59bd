/** Photographs for the benches of classifiers: Imagenette's, or those of any other folder per class. */
import { join } from 'node:path';
import { readFolders } from '../src/datasets/folders.js';
import { isFolder } from '../src/datasets/text.js';
import { sharedRoot } from '../test/support/shared-root.js';
import type { BenchOptions } from './bench.js';

/** A model with wnids; `bvlc` has to be fetched first. */
export const modelName = process.env['BENCH_MODEL'] ?? 'bvlc';

export interface LabelledPhotograph {
  readonly path: string;
  /** Name of its folder: a wnid. */
  readonly label: string;
}

/**
 * Some photographs, spread evenly over the classes.
 *
 * @param options.split folder below `data`; `val` unless given, or all of `data` where it holds no `val`
 * @param options.limit how many; 200 unless given
 */
export async function labelledPhotographs({
  data = join(sharedRoot, 'data', 'imagenette-160'),
  split,
  limit = 200,
}: BenchOptions): Promise<LabelledPhotograph[]> {
  const folder = join(data, split ?? 'val');
  const { root, images, classes, label } = await readFolders(
    split !== undefined || (await isFolder(folder)) ? folder : data,
  );
  const count = Math.min(limit, images.length);
  return Array.from({ length: count }, (_, n) => {
    const i = Math.floor((n * images.length) / count);
    return { path: join(root!, images[i]!.file!), label: classes[label[i]!]!.name };
  });
}
