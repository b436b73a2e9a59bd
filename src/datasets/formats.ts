import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RcnnError, unknownName } from '../errors.js';
import type { LongWork } from '../progress.js';
import { readCoco } from './coco/instances.js';
import { readCocoResults } from './coco/results.js';
import { ResultsAhead } from './coco/results-ahead.js';
import type { OnProblem } from './problem.js';
import type { Dataset, DetectionTable } from './records.js';
import type { ReadResultsOptions } from './result-rows.js';
import { cannotRead, isFolder } from './text.js';

/** The forms in which truth and detections are read and written. */
export const formats = ['voc', 'coco', 'ilsvrc-det', 'ndjson'] as const;
export type Format = (typeof formats)[number];

export interface ReadDatasetOptions extends LongWork {
  /** Default: told from what the path holds. */
  readonly format?: Format | 'auto';
  /** Image list of a VOC or ILSVRC folder. Default `val`. */
  readonly split?: string;
  /** The classes wanted, in order. Default: those of the data. */
  readonly classes?: readonly string[];
  /** ILSVRC's list of classes, where it is not in a usual place. */
  readonly meta?: string;
  /** Folder of the photographs of a COCO file. Default: the file's own. */
  readonly imageRoot?: string;
  /** Receives what cannot be read instead of an error. */
  readonly onProblem?: OnProblem;
}

/**
 * Reads truth: a VOC devkit year folder (`Annotations`, `ImageSets/Main`), COCO instances JSON, an ILSVRC root
 * (`Annotations/DET`, or `ILSVRC` above it), or this package's NDJSON. Readers load when they are needed.
 * @throws RcnnError `file-not-found`; `bad-option` when the form cannot be told; `bad-dataset` with file and line
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const { format = 'auto', split = 'val', ...rest } = options;
  const chosen = format === 'auto' ? await truthFormat(path) : format;
  switch (chosen) {
    case 'voc':
      return (await import('./voc/devkit.js')).readVoc(path, { ...rest, split });
    case 'coco':
      return readCoco(path, rest);
    case 'ilsvrc-det':
      return (await import('./ilsvrc/det.js')).readIlsvrcDet(path, { ...rest, split });
    case 'ndjson':
      return (await import('./ndjson/truth.js')).readNdjsonTruth(path, rest);
    default:
      throw unknownName('the format', chosen, formats);
  }
}

/** Tells the form of truth from the path. @throws RcnnError `file-not-found`, `bad-option` */
export async function truthFormat(path: string): Promise<Format> {
  if (!(await folderAt(path))) return fileFormat(path, 'COCO instances (.json) or NDJSON (.ndjson, .jsonl)');
  if (await (await import('./ilsvrc/det.js')).ilsvrcFolder(path)) return 'ilsvrc-det';
  if (await isFolder(join(path, 'Annotations'))) return 'voc';
  throw new RcnnError(
    'bad-option',
    `Expected a VOC year folder (with Annotations and ImageSets) or an ILSVRC root (with Annotations/DET), but ${path} is neither.`,
  );
}

export interface ReadDetectionsOptions extends ReadResultsOptions {
  /** Default: told from the path. */
  readonly format?: Format | 'auto';
  /** `<split>` of VOC's file names, where a folder holds several. */
  readonly split?: string;
  /** What {@link readAhead} of the same path gave. */
  readonly ahead?: ResultsAhead;
}

/**
 * Begins to read large COCO results on a thread of its own, before the truth is there; `readDetections` takes it
 * as `ahead`. Whoever starts it disposes of it. @returns undefined where it does not pay
 */
export function readAhead(path: string): ResultsAhead | undefined {
  return path.endsWith('.json') ? ResultsAhead.start(path) : undefined;
}

/**
 * Reads detections on a data set: a folder of VOC's `comp3_det_<split>_<class>.txt`, COCO results JSON, ILSVRC
 * lines (.txt), or what `detect` writes (.ndjson, .jsonl). Rows of classes that the data set has not get class -1.
 * @throws RcnnError as {@link readDataset}
 */
export async function readDetections(
  path: string,
  dataset: Pick<Dataset, 'images' | 'classes'>,
  options: ReadDetectionsOptions = {},
): Promise<DetectionTable> {
  const { format = 'auto', ...rest } = options;
  const chosen = format === 'auto' ? await detectionFormat(path) : format;
  switch (chosen) {
    case 'voc':
      return (await import('./voc/results.js')).readVocResults(path, dataset, rest);
    case 'coco':
      return readCocoResults(path, dataset, rest);
    case 'ilsvrc-det':
      return (await import('./ilsvrc/results.js')).readIlsvrcResults(path, dataset, rest);
    case 'ndjson':
      return (await import('./ndjson/detections.js')).readNdjsonDetections(path, dataset, rest);
    default:
      throw unknownName('the format', chosen, formats);
  }
}

/** Tells the form of detections from the path. @throws RcnnError `file-not-found`, `bad-option` */
export async function detectionFormat(path: string): Promise<Format> {
  if (await folderAt(path)) return 'voc';
  if (path.endsWith('.txt')) return 'ilsvrc-det';
  return fileFormat(path, 'COCO results (.json), NDJSON (.ndjson, .jsonl), ILSVRC lines (.txt)');
}

function fileFormat(path: string, known: string): Format {
  if (path.endsWith('.json')) return 'coco';
  if (/\.(ndjson|jsonl)$/.test(path)) return 'ndjson';
  throw new RcnnError('bad-option', `Expected ${known}, but got ${path}.`);
}

async function folderAt(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  return found.isDirectory();
}

export interface WriteOptions extends LongWork {
  /** Name of the image list or of VOC's result files. Default `val`. */
  readonly split?: string;
}

/** Writes truth: a folder for VOC and ILSVRC, a file for COCO and NDJSON. docs/datasets.md says what each keeps. */
export async function writeDataset(
  path: string,
  dataset: Dataset,
  format: Format,
  { split = 'val', ...rest }: WriteOptions = {},
): Promise<void> {
  switch (format) {
    case 'voc':
      return (await import('./voc/write.js')).writeVoc(path, dataset, { split, ...rest });
    case 'coco':
      return (await import('./coco/write.js')).writeCoco(path, dataset);
    case 'ilsvrc-det':
      return (await import('./ilsvrc/write.js')).writeIlsvrcDet(path, dataset, { split, ...rest });
    case 'ndjson':
      return (await import('./ndjson/truth.js')).writeNdjsonTruth(path, dataset);
  }
}

/** Writes detections: a folder for VOC, a file otherwise. */
export async function writeDetections(
  path: string,
  detections: DetectionTable,
  dataset: Pick<Dataset, 'images' | 'classes'>,
  format: Format,
  { split = 'val' }: WriteOptions = {},
): Promise<void> {
  switch (format) {
    case 'voc':
      return (await import('./voc/results.js')).writeVocResults(path, detections, dataset, { split });
    case 'coco':
      return (await import('./coco/write.js')).writeCocoResults(path, detections, dataset);
    case 'ilsvrc-det':
      return (await import('./ilsvrc/results.js')).writeIlsvrcResults(path, detections, dataset);
    case 'ndjson':
      return (await import('./ndjson/detections.js')).writeNdjsonDetections(path, detections, dataset);
  }
}
