import { stat } from 'node:fs/promises';
import { readCoco } from '../datasets/coco/instances.js';
import { readCocoResults } from '../datasets/coco/results.js';
import type { Dataset, DetectionTable } from '../datasets/records.js';
import { RcnnError } from '../errors.js';

export interface TruthOptions {
  readonly split: string | undefined;
  readonly classes: readonly string[] | undefined;
}

/**
 * Reads truth by what `path` is: a COCO JSON file, an ILSVRC root (with Annotations/DET) or a VOC year folder.
 * Readers load when they are needed: start-up is part of every evaluation.
 */
export async function readTruth(path: string, { split, classes }: TruthOptions): Promise<Dataset> {
  const chosen = classes && { classes };
  if (!(await isFolder(path))) return await readCoco(path, chosen);
  const { ilsvrcFolder, readIlsvrcDet } = await import('../datasets/ilsvrc/det.js');
  if (await ilsvrcFolder(path)) return await readIlsvrcDet(path, { split: split ?? 'val', ...chosen });
  const { readVoc } = await import('../datasets/voc/devkit.js');
  return await readVoc(path, { split: split ?? 'val', ...chosen });
}

/**
 * Reads results by what `path` is: a folder of VOC's files, one a class; COCO's JSON; ILSVRC's lines.
 *
 * @throws {RcnnError} `file-not-found`, `bad-dataset`; `bad-option` for a file of another kind
 */
export async function readDetections(
  path: string,
  dataset: Dataset,
  split?: string,
): Promise<DetectionTable> {
  if (await isFolder(path)) {
    const { readVocResults } = await import('../datasets/voc/results.js');
    return await readVocResults(path, dataset, split === undefined ? {} : { split });
  }
  if (path.endsWith('.json')) return await readCocoResults(path, dataset);
  if (path.endsWith('.txt')) {
    const { readIlsvrcResults } = await import('../datasets/ilsvrc/results.js');
    return await readIlsvrcResults(path, dataset);
  }
  throw new RcnnError(
    'bad-option',
    `Expected detections as COCO results (.json), ILSVRC lines (.txt) or a folder of VOC result files, but got ${path}.`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new RcnnError('file-not-found', `Expected a file or folder at ${path}, but found none.`, { cause });
  });
  return found.isDirectory();
}
