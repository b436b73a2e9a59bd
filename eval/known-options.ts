import { RcnnError } from '../src/errors.js';
import type { EvaluationOptions } from './results.js';

/** Checked by hand, so that a page that evaluates loads no library for schemas. */
const KNOWN: Readonly<Record<keyof EvaluationOptions, true>> = {
  protocol: true,
  truth: true,
  detections: true,
  images: true,
  classes: true,
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

/** A wrong name changes no number, and nobody would see it. @throws RcnnError `bad-option` that lists the names */
export function expectKnown(options: EvaluationOptions): void {
  const unknown = Object.keys(options).filter(
    (name) => !Object.hasOwn(KNOWN, name) && !OF_DATASETS.includes(name),
  );
  if (unknown.length === 0) return;
  const came = unknown.map((name) => JSON.stringify(name)).join(', ');
  throw new RcnnError(
    'bad-option',
    `Expected the options of evaluateDetections to be among ${Object.keys(KNOWN).join(', ')}, but got ${came}.`,
  );
}
