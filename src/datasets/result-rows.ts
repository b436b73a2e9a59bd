import { DetectionBuilder } from './columns.js';
import { halfOpen, type Shift } from './half-open.js';
import { LeftOutClasses } from './left-out-classes.js';
import { readLines } from './lines.js';
import { parseDecimal, shown } from './numbers.js';
import { type OnProblem, report, reportStranger } from './problem.js';
import type { DetectionTable } from './records.js';

export interface ReadResultsOptions {
  /**
   * Receives what cannot be used instead of an error, and each detection of a class that is not in the data set;
   * those are kept with class -1 and not evaluated.
   */
  readonly onProblem?: OnProblem;
  /** Receives images that the results mark as failed; they have no detections. */
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
  readonly shift: Shift;
  /** Where an image that the data set does not have may be: ends the message about it. */
  readonly strangerHint?: string;
}

/** Gathers the detections of text result files: one detection per line, fields separated by spaces. */
export class ResultRows {
  readonly #builder = new DetectionBuilder();
  readonly #files: string[] = [];
  readonly #leftOut = new LeftOutClasses();
  readonly #format: ResultFormat;
  readonly #options: ReadResultsOptions;

  constructor(format: ResultFormat, options: ReadResultsOptions) {
    this.#format = format;
    this.#options = options;
  }

  /** @param parse interprets the fields of a line */
  async read(file: string, parse: (fields: readonly string[]) => ResultLine): Promise<void> {
    const fileIndex = this.#files.push(file) - 1;
    const { onProblem, signal } = this.#options;
    const onLine = (text: string, line: number) => {
      const row = this.#parse(text.trim(), parse);
      if (row) this.#add(row, { file, fileIndex, line });
      else {
        const message = `expected "${this.#format.line}", but got ${shown(text.trim())}.`;
        report({ kind: 'malformed', file, line, message }, onProblem);
      }
    };
    await readLines(file, onLine, signal ? { signal } : {});
  }

  finish(): DetectionTable {
    const leftOut = this.#leftOut.list();
    return { ...this.#builder.finish(this.#files), ...(leftOut && { leftOut }) };
  }

  /** The image comes first; its name may hold blanks where it is one of the data set's. */
  #parse(text: string, parse: (fields: readonly string[]) => ResultLine): ResultLine | undefined {
    const fields = text.split(/\s+/);
    const { fields: count } = this.#format;
    if (fields.length < count) return undefined;
    if (fields.length === count) return parse(fields);
    const rest = fields.slice(fields.length - count + 1);
    const image = text.slice(0, lengthOfFirst(text, rest.length));
    const row = parse([image, ...rest]);
    return row.imageIndex === undefined ? undefined : row;
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
      const { strangerHint = '' } = this.#format;
      const message = `expected an image of the data set, but got ${shown(row.image)}.${strangerHint}`;
      reportStranger({ file, line, message }, onProblem);
      return;
    }
    if (row.classIndex === undefined) {
      const message = `expected a class of the data set, but got ${shown(row.className)}.`;
      onProblem?.({ kind: 'unknown-class', file, line, message });
      this.#leftOut.add(row.className);
    }
    const box = halfOpen({ xmin, ymin, xmax, ymax }, this.#format.shift);
    if (!box) {
      const message = `expected xmin <= xmax and ymin <= ymax, but got (${row.corners.join(', ')}).`;
      report({ kind: 'malformed', file, line, message }, onProblem);
      return;
    }
    this.#builder.add(
      { image: row.imageIndex, class: row.classIndex ?? -1, score, ...box },
      { file: fileIndex, line },
    );
  }
}

/** Length of the text before the last `count` fields, without the blanks between. */
function lengthOfFirst(text: string, count: number): number {
  let end = text.length;
  for (let field = 0; field < count; field++) end = text.slice(0, end).search(/\s+\S+$/);
  return end;
}
