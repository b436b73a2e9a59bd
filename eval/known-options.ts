import { RcnnError } from '../src/errors.js';
import type { EvaluationInput } from './inputs.js';
import type { EvaluationOptions } from './results.js';

/** The names of a call's options. Checked by hand, so that a page that evaluates loads no library for schemas. */
export type KnownOptions<T> = Readonly<Record<keyof T, true>>;

export const INPUT: KnownOptions<EvaluationInput> = {
  truth: true,
  detections: true,
  images: true,
  classes: true,
};

export const EVALUATION: KnownOptions<EvaluationOptions> = {
  protocol: true,
  ...INPUT,
  iou: true,
  difficult: true,
  areaRanges: true,
  maxDetections: true,
  onlyClasses: true,
  blacklist: true,
  curves: true,
};

/** A data set as `readDataset` gives it goes in as a whole: `{ ...dataset, detections, protocol }`. */
const OF_DATASETS: readonly string[] = ['root'];

/**
 * A wrong name changes no number, and nobody would see it.
 *
 * @param call name of the function, for the message
 * @throws RcnnError `bad-option` that lists the names
 */
export function expectKnown<T extends object>(call: string, options: T, known: KnownOptions<T>): void {
  const unknown = Object.keys(options).filter(
    (name) => !Object.hasOwn(known, name) && !OF_DATASETS.includes(name),
  );
  if (unknown.length === 0) return;
  const came = unknown.map((name) => JSON.stringify(name)).join(', ');
  throw new RcnnError(
    'bad-option',
    `Expected the options of ${call} to be among ${Object.keys(known).join(', ')}, but got ${came}.`,
  );
}
