import { DetectionBuilder } from './columns.js';
import { readLines } from './lines.js';
import { parseDecimal, shown } from './numbers.js';
import { badDataset, type OnProblem, report } from './problem.js';
import type { DetectionTable } from './records.js';

export interface ReadResultsOptions {
  /**
   * Receives what cannot be used instead of an error, and each detection of a class that the data set has not;
   * those are kept with class -1 and not evaluated.
   */
  readonly onProblem?: OnProblem;
  /** Receives images that the detector could not read, and wrote so; they have no detections. */
  readonly onFailure?: (failure: FailedImage) => void;
  readonly signal?: AbortSignal;
}

/** An image without a result, and why. */
export interface FailedImage {
  readonly image: string;
  readonly error: string;
}

/** One line of a text result file, as indices and as the file's own corners. */
export interface ResultLine {
  /** As written; for messages. */
  readonly image: string;
  readonly imageIndex: number | undefined;
  readonly className: string;
  readonly classIndex: number | undefined;
  readonly score: string;
  /** xmin, ymin, xmax, ymax as written. */
  readonly corners: readonly string[];
}

export interface ResultFormat {
  /** What a line should look like, for messages. */
  readonly line: string;
  /** Fields in a line. */
  readonly fields: number;
  /** Added to xmin and ymin, and to xmax and ymax, to make the box half-open from 0. */
  readonly shift: { readonly low: number; readonly high: number };
}

/** Gathers the detections of text result files: fields with spaces between, a line a detection. */
export class ResultRows {
  readonly #builder = new DetectionBuilder();
  readonly #files: string[] = [];
  readonly #format: ResultFormat;
  readonly #options: ReadResultsOptions;

  constructor(format: ResultFormat, options: ReadResultsOptions) {
    this.#format = format;
    this.#options = options;
  }

  /** @param parse - tells what the fields of a line mean */
  async read(file: string, parse: (fields: readonly string[]) => ResultLine): Promise<void> {
    const fileIndex = this.#files.push(file) - 1;
    const { onProblem, signal } = this.#options;
    const onLine = (text: string, line: number) => {
      const fields = text.trim().split(/\s+/);
      if (fields.length !== this.#format.fields) {
        const message = `expected "${this.#format.line}", but got ${shown(text.trim())}.`;
        report({ kind: 'malformed', file, line, message }, onProblem);
        return;
      }
      this.#add(parse(fields), { file, fileIndex, line });
    };
    await readLines(file, onLine, signal ? { signal } : {});
  }

  finish(): DetectionTable {
    return this.#builder.finish(this.#files);
  }

  #add(row: ResultLine, { file, fileIndex, line }: { file: string; fileIndex: number; line: number }): void {
    const { onProblem } = this.#options;
    const numbers = [row.score, ...row.corners].map(parseDecimal);
    const [score, xmin, ymin, xmax, ymax] = numbers;
    if (
      score === undefined ||
      xmin === undefined ||
      ymin === undefined ||
      xmax === undefined ||
      ymax === undefined
    ) {
      const bad = [row.score, ...row.corners][numbers.indexOf(undefined)];
      const message = `expected numbers in "${this.#format.line}", but got ${shown(bad)}.`;
      report({ kind: 'malformed', file, line, message }, onProblem);
      return;
    }
    if (row.imageIndex === undefined) {
      const message = `expected an image of the data set, but got ${shown(row.image)}.`;
      report({ kind: 'unknown-image', file, line, message }, onProblem);
      return;
    }
    if (row.classIndex === undefined) {
      const message = `expected a class of the data set, but got ${shown(row.className)}.`;
      onProblem?.({ kind: 'unknown-class', file, line, message });
    }
    const { low, high } = this.#format.shift;
    const box = { x1: xmin + low, y1: ymin + low, x2: xmax + high, y2: ymax + high };
    this.#builder.add(
      { image: row.imageIndex, class: row.classIndex ?? -1, score, ...box },
      { file: fileIndex, line },
    );
  }
}

/** Refuses a name that would break a format whose fields are separated by spaces, or leave its folder. */
export function plainName(what: string, name: string, file: string): string {
  if (name !== '' && !/\s/.test(name) && !name.split('/').includes('..') && !name.startsWith('/'))
    return name;
  const message = `expected the ${what} to be a name without spaces inside the folder, but got ${shown(name)}.`;
  throw badDataset({ kind: 'malformed', file, message });
}
