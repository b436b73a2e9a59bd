import { join } from 'node:path';
import type { ClassificationSet } from '../../datasets/classification.js';
import { readIlsvrcCls, withPhotographs } from '../../datasets/ilsvrc/cls.js';
import { isFile } from '../../datasets/text.js';

const TRUTH = 'ILSVRC2012_validation_ground_truth.txt';
/** The devkit's classes as text, like `docs/datasets.md` makes them from meta_clsloc.mat. */
const META = ['meta_clsloc.csv', 'meta_clsloc.tsv', 'meta_clsloc.txt', 'meta_clsloc.json'];
/** Where both are looked for below the root, in this order. */
const FOLDERS = ['', join('devkit', 'data'), join('ILSVRC2012_devkit_t12', 'data')];

/**
 * ILSVRC CLS's validation photographs as they are published: all in `val/`, their labels in the devkit.
 *
 * @returns undefined where the devkit's two files are not below the root
 * @throws RcnnError `bad-dataset` with file and line
 */
export async function readIlsvrcValidation(root: string): Promise<ClassificationSet | undefined> {
  const truth = await firstFile(FOLDERS.map((folder) => join(root, folder, TRUTH)));
  const meta = await firstFile(FOLDERS.flatMap((folder) => META.map((name) => join(root, folder, name))));
  if (truth === undefined || meta === undefined) return undefined;
  return withPhotographs(await readIlsvrcCls(truth, { meta }), join(root, 'val'));
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(path)) return path;
  return undefined;
}
