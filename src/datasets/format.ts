import type { LongWork } from '../progress.js';
import type { ResultsAhead } from './coco/results-ahead.js';
import type { Look } from './look.js';
import type { OnProblem } from './problem.js';
import type { Dataset, DetectionTable } from './records.js';
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
  /** Receives what was left out or put right, which is no error: a line twice, a box cut at the edge. */
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

type Named = Pick<Dataset, 'images' | 'classes'>;

/** What a written data set still has when it is read again; the rest is said before writing. */
export interface Kept {
  /** Bits of `TruthTable.flags`. */
  readonly flags: number;
  /** Classes of which there is no object. */
  readonly emptyClasses: boolean;
  /** In which order the classes stand; else they come back sorted by name. */
  readonly classOrder: boolean;
  /** Which split an image is of. */
  readonly splits: boolean;
  /** What lies outside the image. */
  readonly outside: boolean;
  /** The same box and class again. */
  readonly repeats: boolean;
  /** Areas of masks, where they are not the box's. */
  readonly areas: boolean;
}

/** Truth of one form. */
export interface TruthFormat {
  /** What a path to it is, for help and errors: `COCO instances (.json)`. */
  readonly what: string;
  /** Whether it lies at this path. Rows are asked in the table's order. */
  readonly sniff: (look: Look) => boolean | Promise<boolean>;
  /** Names of the splits at this path, as `read` takes them; none where it is one whole. */
  readonly splits?: (look: Look) => Promise<readonly string[]>;
  /** Without a split, `read` gives all, each image marked with its own. */
  readonly marksSplits?: boolean;
  /** Classes come from the objects found, so that those of several splits are sorted by name. */
  readonly sortsClasses?: boolean;
  readonly read: (path: string, options: ReadPartOptions) => Promise<Dataset>;
  readonly write: (path: string, dataset: Dataset, options: WritePartOptions) => Promise<void>;
  /** Whether `write` makes a file or a folder of this path. Default: a folder. */
  readonly writes?: (path: string) => 'file' | 'folder';
  /** How the name of a written file must end, for it to be read again. */
  readonly ending?: string;
  /** What to call the split of images that have none. Default `val`. */
  readonly unnamedSplit?: string;
  readonly kept: Kept;
  /** Folder, below the written one or beside the written file, where the format has its photographs. */
  readonly photographs: (split: string) => string;
}

/** Results of one form. */
export interface ResultsFormat {
  readonly what: string;
  readonly sniff?: (look: Look) => boolean | Promise<boolean>;
  readonly read?: (path: string, dataset: Named, options: ReadResultsPartOptions) => Promise<DetectionTable>;
  readonly write: (
    path: string,
    detections: DetectionTable,
    dataset: Named,
    options: { readonly split: string },
  ) => Promise<void>;
}

/** A row of the table in formats.ts. */
export interface FormatRow {
  readonly truth?: TruthFormat;
  readonly results?: ResultsFormat;
}
