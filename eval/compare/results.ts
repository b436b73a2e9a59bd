/** Two detectors' results under one protocol: which classes and objects make the difference. */
import { finish, type Steps } from '../../src/steps.js';
import { assign } from '../analysis/assignments.js';
import {
  type BootstrapOptions,
  bootstrapDifference,
  type DifferenceInterval,
} from '../analysis/bootstrap.js';
import { evaluatePrepared, type Prepared, prepare } from '../evaluate.js';
import type { EvaluationInput } from '../inputs.js';
import { EVALUATION, expectKnown, type KnownOptions } from '../known-options.js';
import type { EvaluationOptions } from '../results.js';

export interface CompareOptions extends Omit<EvaluationOptions, 'curves'> {
  /** The second detector's; `detections` are the first's. */
  readonly others: EvaluationInput['detections'];
  readonly bootstrap?: BootstrapOptions;
}

const { curves: _, ...RULES } = EVALUATION;
const KNOWN: KnownOptions<CompareOptions> = { ...RULES, others: true, bootstrap: true };

export interface ResultComparison {
  /** Mean of the class APs. */
  readonly first: number;
  readonly second: number;
  /** `second` minus `first`. */
  readonly difference: number;
  /** How far the difference would move with other images: a paired bootstrap. */
  readonly interval: DifferenceInterval;
  /** Largest share first; the shares add up to `difference`. */
  readonly perClass: readonly {
    readonly class: string;
    readonly first: number;
    readonly second: number;
    readonly share: number;
  }[];
  /** Truth rows that one of them alone finds, at the first IoU. */
  readonly foundByFirstAlone: readonly number[];
  readonly foundBySecondAlone: readonly number[];
}

/** @throws RcnnError as `evaluateDetections` */
export function compareResults(options: CompareOptions): ResultComparison {
  expectKnown('compareResults', options, KNOWN);
  return finish(comparisonSteps(options));
}

/** {@link compareResults} in steps. */
export function* comparisonSteps({ others, bootstrap, ...options }: CompareOptions): Steps<ResultComparison> {
  const both = [prepare(options), prepare({ ...options, detections: others })] as const;
  return yield* comparePrepared(both, bootstrap);
}

/** {@link comparisonSteps} of what is prepared under the same rules. */
export function* comparePrepared(
  both: readonly [Prepared, Prepared],
  bootstrap?: BootstrapOptions,
): Steps<ResultComparison> {
  const [first, second] = both.map((one) => evaluatePrepared(one).perClass);
  const pairs = first.flatMap((row, k) => {
    const other = second[k].AP;
    return row.AP === null || other === null ? [] : [{ class: row.class, first: row.AP, second: other }];
  });
  const mean = (of: 'first' | 'second') =>
    pairs.length === 0 ? 0 : pairs.reduce((sum, row) => sum + row[of], 0) / pairs.length;
  const [{ scene, rules }, { scene: other }] = both;
  const [a, b] = [scene, other].map((one) => assign(one, rules).foundBy);
  const alone = (mine: Int32Array, theirs: Int32Array) =>
    [...mine.keys()].filter((row) => mine[row] >= 0 && theirs[row] < 0);
  return {
    first: mean('first'),
    second: mean('second'),
    difference: mean('second') - mean('first'),
    interval: yield* bootstrapDifference([scene, other], rules, bootstrap),
    perClass: pairs
      .map((row) => ({ ...row, share: (row.second - row.first) / pairs.length }))
      .sort((x, y) => Math.abs(y.share) - Math.abs(x.share)),
    foundByFirstAlone: alone(a, b),
    foundBySecondAlone: alone(b, a),
  };
}
