import type { LongWork } from '../progress.js';
import type { ResultsAhead } from './coco/results-ahead.js';
import type { Look } from './look.js';
import type { OnProblem } from './problem.js';
import type { Dataset, DetectionTable, ImagesAndClasses } from './records.js';
import type { ReadResultsOptions } from './result-rows.js';

/** What every reader of truth takes. */
export interface ReadPartOptions extends LongWork {
  /** One of the row's `splits`; absent where it found none. */
  readonly split?: string;
  /** The classes wanted, in order. Default: those of the data. */
  readonly classes?: readonly string[];
  /** ILSVRC's list of classes, where it is not in a usual place. */
  readonly meta?: string;
  /** Folder of the photographs, where the labels do not lead to them. */
  readonly imageRoot?: string;
  /** A folder above the labels, where the photographs lie beside them in another. */
  readonly searchRoot?: string;
  /** Receives what cannot be read instead of an error. */
  readonly onProblem?: OnProblem;
  /** Receives what was left out or corrected without being an error: a repeated line, a box clipped at the edge. */
  readonly onNote?: OnProblem;
}

export interface ReadResultsPartOptions extends ReadResultsOptions {
  readonly split?: string;
  readonly ahead?: ResultsAhead;
}

export interface WritePartOptions extends LongWork {
  /** Name of the list of images that belong to no split. */
  readonly split: string;
}

/** What survives writing and reading a data set; losses are reported before writing. */
export interface Kept {
  /** Bits of `TruthTable.flags`. */
  readonly flags: number;
  /** Classes without objects. */
  readonly emptyClasses: boolean;
  /** The order of the classes; else they come back sorted by name. */
  readonly classOrder: boolean;
  /** The split of each image. */
  readonly splits: boolean;
  /** Parts of boxes outside the image. */
  readonly outside: boolean;
  /** The same box and class again. */
  readonly repeats: boolean;
  /** Boxes that were said to hold no object. */
  readonly background: boolean;
  /** Areas of masks, where they are not the box's. */
  readonly areas: boolean;
}

/** Truth of one form. */
interface TruthFormat {
  /** Describes a path to it, for help and errors: `COCO instances (.json)`. */
  readonly what: string;
  /** Whether this path holds it. Rows are tried in the table's order. */
  readonly sniff: (look: Look) => boolean | Promise<boolean>;
  /** Names of the splits at this path, as `read` takes them; empty where there are no splits. */
  readonly splits?: (look: Look) => Promise<readonly string[]>;
  /** `read` knows more than `splits` lists, and refuses the rest: lists of a class, splits whose photographs are gone. */
  readonly unlistedSplits?: boolean;
  /** Without a split, `read` reads all, each image marked with its own. */
  readonly marksSplits?: boolean;
  /** Classes come from the objects found, so that those of several splits are sorted by name. */
  readonly sortsClasses?: boolean;
  readonly read: (path: string, options: ReadPartOptions) => Promise<Dataset>;
  readonly write: (path: string, dataset: Dataset, options: WritePartOptions) => Promise<void>;
  /** Whether `write` makes a file or a folder of this path. Default: a folder. */
  readonly writes?: (path: string) => 'file' | 'folder';
  /** Name of the written file in a folder; a file that is named otherwise ends alike, for it to be read again. */
  readonly file?: `${string}.${string}`;
  readonly kept: Kept;
  /** Folder, below the written one or beside the written file, where the format has its photographs. */
  readonly photographs: (split: string) => string;
}

/** Results of one form. */
interface ResultsFormat {
  readonly what: string;
  readonly sniff?: (look: Look) => boolean | Promise<boolean>;
  readonly read?: (
    path: string,
    dataset: ImagesAndClasses,
    options: ReadResultsPartOptions,
  ) => Promise<DetectionTable>;
  readonly write: (
    path: string,
    detections: DetectionTable,
    dataset: ImagesAndClasses,
    options: { readonly split: string },
  ) => Promise<void>;
}

/** A row of the table in format-table.ts. */
export interface FormatRow {
  readonly truth?: TruthFormat;
  readonly results?: ResultsFormat;
}
