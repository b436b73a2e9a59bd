import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ClassRecord, ImageRecord } from '../datasets/records.js';
import { RcnnError } from '../errors.js';

/** A photograph of the split. */
export interface RunImage {
  /** The data set's name for it; lines of the results begin with it. */
  readonly id: string;
  /** Where it is read from. */
  readonly path: string;
  /** The path below the data set's root: what error lines say, so that they are the same on all machines. */
  readonly file: string;
}

/** What a run needs of a data set. */
export interface RunSet {
  readonly images: readonly Pick<ImageRecord, 'id' | 'file'>[];
  readonly classes: readonly ClassRecord[];
  /** Folder that `file` starts from. */
  readonly root?: string;
}

/**
 * The photographs of a data set.
 *
 * @throws RcnnError `bad-option` when the data set does not say where they are
 */
export function runImages({ images, root }: Pick<RunSet, 'images' | 'root'>): RunImage[] {
  return images.map(({ id, file }) => {
    if (file === undefined || (root === undefined && !isAbsolute(file))) {
      throw new RcnnError(
        'bad-option',
        `Expected the truth to name the photographs, but it names none for ${id}. Name their folder with --images.`,
      );
    }
    return { id, file, path: isAbsolute(file) ? file : join(root!, file) };
  });
}

/**
 * Single photographs may be missing; when all are, the folder is wrong, and a run would only write errors.
 *
 * @throws RcnnError `file-not-found`
 */
export async function expectPhotographs(images: readonly RunImage[]): Promise<void> {
  for (const { path } of images) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return;
  }
  if (images.length === 0) return;
  throw new RcnnError(
    'file-not-found',
    `Expected photographs such as ${images[0]!.path}, but found none of ${images.length}. Put them there; for a COCO file or a list of ILSVRC CLS, name their folder with --images.`,
  );
}
