import { RcnnError, unknownName } from '../errors.js';
import type { LongWork } from '../progress.js';
import { ResultsAhead } from './coco/results-ahead.js';
import type { FormatRow, ReadPartOptions } from './format.js';
import { formatTable } from './format-table.js';
import { noteFractions } from './fractions.js';
import { lookAt } from './look.js';
import { mergeParts } from './merge.js';
import { noDataset } from './no-dataset.js';
import type { OnProblem } from './problem.js';
import type { Dataset, DetectionTable, ImagesAndClasses } from './records.js';
import type { ReadResultsOptions } from './result-rows.js';
import { UNNAMED_SPLIT } from './split-names.js';
import { chooseParts, type Located, locate, type Part, partsOf, type Use } from './splits.js';

/** The formats in which truth and detections are read and written. */
export type Format = keyof typeof formatTable;

/** The table with every row's optional parts. */
export const rows: Readonly<Record<Format, FormatRow>> = formatTable;

/** All names, in the table's order. */
export const formats = Object.keys(rows) as [Format, ...Format[]];

const having = (has: (row: FormatRow) => unknown) =>
  formats.filter((name) => has(rows[name])) as [Format, ...Format[]];

/** Formats whose truth can be read. */
export const truthFormats = having(({ truth }) => truth);
/** Formats whose results can be read. */
export const resultFormats = having(({ results }) => results?.read);
/** Formats in which results can be written. */
const writtenFormats = having(({ results }) => results?.write);

const described = (whats: (string | undefined)[]) => whats.filter(Boolean).join(', ');

/** What a path to truth can be, for help texts and errors. */
export const truthHelp = described(formats.map((name) => rows[name].truth?.what));
/** What a path to results can be. */
const resultsHelp = described(resultFormats.map((name) => rows[name].results?.what));

export interface ReadDatasetOptions extends Omit<ReadPartOptions, 'split'> {
  /** Default: recognised from what the path holds. */
  readonly format?: Format | 'auto';
  /** One split; `val` and `valid` are one. Default: the only one; of several, those that `use` asks for. */
  readonly split?: string;
  /** What the data are for, where there are several splits. Default `evaluate`: the validation set. */
  readonly use?: Use;
}

/**
 * Reads truth in any format of the table, in the folder layouts of the tools that write it (docs/datasets.md). Of
 * several splits, `use` takes `train`, or `val` (else `test`), or all, each image marked with its split.
 * @throws RcnnError `file-not-found`; `bad-option` when format or split is ambiguous; `bad-dataset` with file
 *   and line
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const { format = 'auto', split, use = 'evaluate', ...given } = options;
  const { onNote } = options;
  const rest = { ...given, ...(onNote && { onNote: once(onNote) }) };
  const located = await locateDataset(path, format);
  const truth = rows[located.format].truth!;
  const whole = truth.marksSplits && use === 'all' && split === undefined;
  const parts = whole
    ? wholeParts(located.parts)
    : chooseParts(located.parts, { split, use, path, unlisted: truth.unlistedSplits });
  const read = [];
  for (const part of parts) {
    const { path, name: _, ...place } = part;
    const dataset = await truth.read(path, { ...rest, ...place });
    read.push({ dataset, ...(part.name !== undefined && { name: part.name }) });
  }
  const dataset = mergeParts(read, { sortsClasses: truth.sortsClasses ?? false, ...(onNote && { onNote }) });
  noteFractions(dataset, path, onNote);
  return dataset;
}

/** Splits share files; each note is reported once. */
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

/** The format of a path and its splits. @throws RcnnError `file-not-found`, `bad-option` */
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
  throw await noDataset(path, truthHelp);
}

export interface ReadDetectionsOptions extends ReadResultsOptions {
  /** Default: recognised from the path. */
  readonly format?: Format | 'auto';
  /** `<split>` of VOC's file names, where a folder holds several. */
  readonly split?: string;
  /** Result of {@link readAhead} for the same path. */
  readonly ahead?: ResultsAhead;
}

/**
 * Begins to read large COCO results on a thread of its own, before the truth is there; `readDetections` takes it
 * as `ahead`. The caller that starts it disposes of it. @returns undefined where it is not worth it
 */
export function readAhead(path: string): ResultsAhead | undefined {
  return path.endsWith('.json') ? ResultsAhead.start(path) : undefined;
}

/**
 * Reads detections on a data set, in any format of the table. Rows of classes that are not in the data set
 * get class -1.
 * @throws RcnnError as {@link readDataset}
 */
export async function readDetections(
  path: string,
  dataset: ImagesAndClasses,
  options: ReadDetectionsOptions = {},
): Promise<DetectionTable> {
  const { format = 'auto', ...rest } = options;
  const chosen = format === 'auto' ? await detectionFormat(path) : format;
  const read = rows[chosen]?.results?.read;
  if (!read) throw unknownName('the format of results', chosen, resultFormats);
  return read(path, dataset, rest);
}

/** Recognises the format of detections. @throws RcnnError `file-not-found`, `bad-option` */
async function detectionFormat(path: string): Promise<Format> {
  const look = await lookAt(path);
  for (const name of resultFormats) if (await rows[name].results?.sniff?.(look)) return name;
  throw new RcnnError('bad-option', `Expected results (${resultsHelp}), but got ${path}.`);
}

export interface WriteOptions extends LongWork {
  /** Of images that name no split, by default `train`; or of VOC's result files, by default `val`. */
  readonly split?: string;
}

/** Writes truth: a folder or a file, depending on the format. docs/datasets.md says what each keeps. */
export async function writeDataset(
  path: string,
  dataset: Dataset,
  format: Format,
  { split = UNNAMED_SPLIT, ...rest }: WriteOptions = {},
): Promise<void> {
  const truth = rows[format]?.truth;
  if (!truth) throw unknownName('the format of truth', format, truthFormats);
  return truth.write(path, dataset, { split, ...rest });
}

/** Writes detections: a folder or a file, depending on the format. */
export async function writeDetections(
  path: string,
  detections: DetectionTable,
  dataset: ImagesAndClasses,
  format: Format,
  { split = 'val' }: WriteOptions = {},
): Promise<void> {
  const write = rows[format]?.results?.write;
  if (!write) throw unknownName('the format of results', format, writtenFormats);
  return write(path, detections, dataset, { split });
}
