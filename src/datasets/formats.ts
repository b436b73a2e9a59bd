import { RcnnError, unknownName } from '../errors.js';
import type { LongWork } from '../progress.js';
import { ResultsAhead } from './coco/results-ahead.js';
import { cocoSplits, isCoco } from './coco/sniff.js';
import { isCvat } from './cvat/sniff.js';
import type { FormatRow, ReadPartOptions } from './format.js';
import { ilsvrcFolder, ilsvrcSplits } from './ilsvrc/layout.js';
import { isLabelMe } from './labelme/sniff.js';
import { isLabelStudio } from './labelstudio/sniff.js';
import { type Look, lookAt } from './look.js';
import { mergeParts } from './merge.js';
import type { OnProblem } from './problem.js';
import { CROWD, type Dataset, type DetectionTable, DIFFICULT, OCCLUDED, TRUNCATED } from './records.js';
import type { ReadResultsOptions } from './result-rows.js';
import { chooseParts, type Located, locate, type Part, partsOf, type Use } from './splits.js';
import { isVoc, vocSplits } from './voc/sniff.js';
import { isYolo } from './yolo/sniff.js';

const VOC_FLAGS = DIFFICULT | TRUNCATED | OCCLUDED;
const ends = (ending: RegExp) => (look: Look) => !look.isFolder && ending.test(look.path);

/**
 * The formats, in the order in which a path is asked for them. Sniffing, reading, writing, choices and help come
 * from here: a new format is a folder of its own and a row. Code loads when it is needed.
 */
const table = {
  'ilsvrc-det': {
    truth: {
      what: 'ILSVRC DET root (Annotations/DET)',
      sniff: async ({ path }) => (await ilsvrcFolder(path)) !== undefined,
      splits: ({ path }) => ilsvrcSplits(path),
      read: async (path, { split = 'val', ...options }) =>
        (await import('./ilsvrc/det.js')).readIlsvrcDet(path, { ...options, split }),
      write: async (...given) => (await import('./ilsvrc/write.js')).writeIlsvrcDet(...given),
      kept: { flags: VOC_FLAGS, emptyClasses: true, splits: false, outside: true },
      photographs: (split) => `Data/DET/${split}`,
    },
    results: {
      what: 'ILSVRC lines (.txt)',
      sniff: ends(/\.txt$/i),
      read: async (...given) => (await import('./ilsvrc/results.js')).readIlsvrcResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./ilsvrc/results.js')).writeIlsvrcResults(path, detections, dataset),
    },
  },
  voc: {
    truth: {
      what: 'VOC folder (Annotations, or XML beside the photographs)',
      sniff: isVoc,
      splits: vocSplits,
      sortsClasses: true,
      read: async (...given) => (await import('./voc/layout.js')).readVocPart(...given),
      write: async (...given) => (await import('./voc/write.js')).writeVoc(...given),
      kept: { flags: VOC_FLAGS, emptyClasses: false, splits: true, outside: true },
      photographs: () => 'JPEGImages',
    },
    results: {
      what: 'folder of comp3_det_<split>_<class>.txt',
      sniff: ({ isFolder }) => isFolder,
      read: async (...given) => (await import('./voc/results.js')).readVocResults(...given),
      write: async (...given) => (await import('./voc/results.js')).writeVocResults(...given),
    },
  },
  yolo: {
    truth: {
      what: 'YOLO folder or data.yaml',
      sniff: isYolo,
      splits: async ({ path }) => (await import('./yolo/truth.js')).yoloSplits(path),
      read: async (...given) => (await import('./yolo/truth.js')).readYolo(...given),
    },
  },
  cvat: {
    truth: {
      what: 'CVAT XML 1.1',
      sniff: isCvat,
      splits: async (look) => (await import('./cvat/truth.js')).cvatSplits(look),
      marksSplits: true,
      read: async (...given) => (await import('./cvat/truth.js')).readCvat(...given),
    },
  },
  labelstudio: {
    truth: {
      what: 'Label Studio JSON',
      sniff: isLabelStudio,
      sortsClasses: true,
      read: async (...given) => (await import('./labelstudio/truth.js')).readLabelStudio(...given),
    },
  },
  labelme: {
    truth: {
      what: 'LabelMe JSON files',
      sniff: isLabelMe,
      sortsClasses: true,
      read: async (...given) => (await import('./labelme/truth.js')).readLabelMe(...given),
    },
  },
  coco: {
    truth: {
      what: 'COCO instances (.json, or a folder with one)',
      sniff: isCoco,
      splits: cocoSplits,
      read: async (...given) => (await import('./coco/layout.js')).readCocoPart(...given),
      write: async (path, dataset) => (await import('./coco/write.js')).writeCoco(path, dataset),
      writes: () => 'file',
      kept: { flags: VOC_FLAGS | CROWD, emptyClasses: true, splits: false, outside: true },
      photographs: () => '',
    },
    results: {
      what: 'COCO results (.json)',
      sniff: ends(/\.json$/i),
      read: async (...given) => (await import('./coco/results.js')).readCocoResults(...given),
      write: async (path, detections, dataset) =>
        (await import('./coco/write.js')).writeCocoResults(path, detections, dataset),
    },
  },
  ndjson: {
    truth: {
      what: 'NDJSON (.ndjson, .jsonl)',
      sniff: ends(/\.(ndjson|jsonl)$/i),
      splits: async ({ path }) => (await import('./ndjson/splits.js')).ndjsonSplits(path),
      marksSplits: true,
      read: async (...given) => (await import('./ndjson/truth.js')).readNdjsonTruth(...given),
      write: async (path, dataset) => (await import('./ndjson/truth.js')).writeNdjsonTruth(path, dataset),
      writes: () => 'file',
      kept: { flags: VOC_FLAGS | CROWD, emptyClasses: true, splits: true, outside: true },
      photographs: () => 'images',
    },
    results: {
      what: 'NDJSON as detect prints it (.ndjson, .jsonl)',
      sniff: ends(/\.(ndjson|jsonl)$/i),
      read: async (...given) => (await import('./ndjson/detections.js')).readNdjsonDetections(...given),
      write: async (path, detections, dataset) =>
        (await import('./ndjson/detections.js')).writeNdjsonDetections(path, detections, dataset),
    },
  },
} as const satisfies Record<string, FormatRow>;

/** The forms in which truth and detections are read and written. */
export type Format = keyof typeof table;

/** The table with every row's optional parts. */
const rows: Readonly<Record<Format, FormatRow>> = table;

/** All names, in the table's order. */
export const formats = Object.keys(rows) as [Format, ...Format[]];

const having = (has: (row: FormatRow) => unknown) =>
  formats.filter((name) => has(rows[name])) as [Format, ...Format[]];

/** Formats whose truth can be read. */
export const truthFormats = having(({ truth }) => truth);
/** Formats whose results can be read. */
export const resultFormats = having(({ results }) => results?.read);
/** Formats that can be written: as truth or as results. */
export const writtenFormats = having(({ truth, results }) => truth?.write ?? results?.write);

const described = (whats: (string | undefined)[]) => whats.filter(Boolean).join(', ');

/** What a path to truth can be, for help texts and errors. */
export const truthHelp = described(formats.map((name) => rows[name].truth?.what));
/** What a path to results can be. */
export const resultsHelp = described(resultFormats.map((name) => rows[name].results?.what));

export type { Use } from './splits.js';

export interface ReadDatasetOptions extends Omit<ReadPartOptions, 'split'> {
  /** Default: told from what the path holds. */
  readonly format?: Format | 'auto';
  /** One split; `val` and `valid` are one. Default: the only one; of several, those that `use` asks for. */
  readonly split?: string;
  /** What the data are for, where there are several splits. Default `evaluate`: the validation set. */
  readonly use?: Use;
}

/**
 * Reads truth in any form of the table, in the folder layouts of the tools that write it (docs/datasets.md). Of
 * several splits, `use` takes `train`, or `val` (else `test`), or all, each image marked with its split.
 * @throws RcnnError `file-not-found`; `bad-option` when form or split cannot be told; `bad-dataset` with file
 *   and line
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const { format = 'auto', split, use = 'evaluate', ...given } = options;
  const { onNote } = options;
  const rest = { ...given, ...(onNote && { onNote: once(onNote) }) };
  const located = await locateDataset(path, format);
  const truth = rows[located.format].truth!;
  const whole = truth.marksSplits && use === 'all' && split === undefined;
  const parts = whole ? wholeParts(located.parts) : chooseParts(located.parts, { split, use, path });
  const read = [];
  for (const part of parts) {
    const { path, name: _, ...place } = part;
    const dataset = await truth.read(path, { ...rest, ...place });
    read.push({ dataset, ...(part.name !== undefined && { name: part.name }) });
  }
  return mergeParts(read, { sortsClasses: truth.sortsClasses ?? false, ...(onNote && { onNote }) });
}

/** Splits share files; what is noted of one is said once. */
function once(onNote: OnProblem): OnProblem {
  const seen = new Set<string>();
  return (note) => {
    const text = JSON.stringify(note);
    if (!seen.has(text)) onNote(note);
    seen.add(text);
  };
}

/** Each file once, with all its splits. */
function wholeParts(parts: readonly Part[]): Part[] {
  return [...new Map(parts.map(({ split: _, name: __, ...place }) => [place.path, place])).values()];
}

/** The form of a path and its splits. @throws RcnnError `file-not-found`, `bad-option` */
export async function locateDataset(
  path: string,
  format: Format | 'auto' = 'auto',
): Promise<Located<Format>> {
  if (format !== 'auto') {
    const row = rows[format];
    if (!row?.truth) throw unknownName('the format', format, truthFormats);
    return { format, parts: await partsOf(await lookAt(path), row) };
  }
  const located = await locate(path, rows);
  if (located) return located;
  throw new RcnnError('bad-option', `Expected a data set (${truthHelp}), but ${path} is none of them.`);
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
 * Reads detections on a data set, in any form of the table. Rows of classes that the data set has not get
 * class -1.
 * @throws RcnnError as {@link readDataset}
 */
export async function readDetections(
  path: string,
  dataset: Pick<Dataset, 'images' | 'classes'>,
  options: ReadDetectionsOptions = {},
): Promise<DetectionTable> {
  const { format = 'auto', ...rest } = options;
  const chosen = format === 'auto' ? await detectionFormat(path) : format;
  const read = rows[chosen]?.results?.read;
  if (!read) throw unknownName('the format of results', chosen, resultFormats);
  return read(path, dataset, rest);
}

/** Tells the form of detections from the path. @throws RcnnError `file-not-found`, `bad-option` */
export async function detectionFormat(path: string): Promise<Format> {
  const look = await lookAt(path);
  for (const name of resultFormats) if (await rows[name].results?.sniff?.(look)) return name;
  throw new RcnnError('bad-option', `Expected results (${resultsHelp}), but got ${path}.`);
}

export interface WriteOptions extends LongWork {
  /** Name of the image list or of VOC's result files. Default `val`. */
  readonly split?: string;
}

/** Writes truth: a folder or a file, as the form has it. docs/datasets.md says what each keeps. */
export async function writeDataset(
  path: string,
  dataset: Dataset,
  format: Format,
  { split = 'val', ...rest }: WriteOptions = {},
): Promise<void> {
  const write = rows[format]?.truth?.write;
  if (!write) throw unknownName('the format of truth', format, truthFormats);
  return write(path, dataset, { split, ...rest });
}

/** Writes detections: a folder or a file, as the form has it. */
export async function writeDetections(
  path: string,
  detections: DetectionTable,
  dataset: Pick<Dataset, 'images' | 'classes'>,
  format: Format,
  { split = 'val' }: WriteOptions = {},
): Promise<void> {
  const write = rows[format]?.results?.write;
  if (!write) throw unknownName('the format of results', format, writtenFormats);
  return write(path, detections, dataset, { split });
}
