import { stat } from 'node:fs/promises';
import { readCoco } from '../datasets/coco/instances.js';
import { readCocoResults } from '../datasets/coco/results.js';
import type { Dataset, DetectionTable } from '../datasets/records.js';
import { RcnnError } from '../errors.js';

export interface TruthOptions {
  readonly split: string | undefined;
}

/**
 * Reads truth by what `path` is: a COCO JSON file, NDJSON of our own, an ILSVRC root (with Annotations/DET) or a VOC year folder.
 * Readers load when they are needed: start-up is part of every evaluation.
 */
export async function readTruth(path: string, { split }: TruthOptions): Promise<Dataset> {
  if (/\.(ndjson|jsonl)$/.test(path)) {
    const { readNdjsonTruth } = await import('../datasets/ndjson/truth.js');
    return await readNdjsonTruth(path);
  }
  if (!(await isFolder(path))) return await readCoco(path);
  const { ilsvrcFolder, readIlsvrcDet } = await import('../datasets/ilsvrc/det.js');
  if (await ilsvrcFolder(path)) return await readIlsvrcDet(path, { split: split ?? 'val' });
  const { readVoc } = await import('../datasets/voc/devkit.js');
  return await readVoc(path, { split: split ?? 'val' });
}

/**
 * Reads results by what `path` is: a folder of VOC's files, one a class; COCO's JSON; ILSVRC's
 * lines; NDJSON of `detect`.
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
  if (/\.(ndjson|jsonl)$/.test(path)) {
    const { readNdjsonDetections } = await import('../datasets/ndjson/detections.js');
    return await readNdjsonDetections(path, dataset);
  }
  throw new RcnnError(
    'bad-option',
    `Expected detections as COCO results (.json), ILSVRC lines (.txt), lines of detect (.ndjson) or a folder of VOC result files, but got ${path}.`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new RcnnError('file-not-found', `Expected a file or folder at ${path}, but found none.`, { cause });
  });
  return found.isDirectory();
}
