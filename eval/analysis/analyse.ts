import type { Boxes } from '../../src/geometry/boxes.js';
import { finish, type Steps } from '../../src/steps.js';
import { type Prepared, prepare } from '../evaluate.js';
import { EVALUATION, expectKnown, type KnownOptions } from '../known-options.js';
import { isComplete, type Missing, missingResults } from '../missing.js';
import type { DetectionProtocolName } from '../protocols.js';
import type { EvaluationOptions } from '../results.js';
import { assign } from './assignments.js';
import { type BootstrapOptions, bootstrap, type Interval } from './bootstrap.js';
import { type BreakdownRow, breakdown } from './breakdown.js';
import { type Confusion, confusionMatrix } from './confusion.js';
import { analyseErrors, type ErrorAnalysis } from './errors.js';
import { type BestThreshold, bestThresholds, type Calibration, calibration } from './scores.js';

export interface AnalysisOptions extends EvaluationOptions {
  /**
   * Per image, best first: adds the bucket "no proposal reached IoU 0.5". `undefined`: the image's are not known,
   * and nothing is said of its objects.
   */
  readonly proposals?: readonly (Boxes | undefined)[];
  /** Least score in the confusion matrix. Default 0.3, what `detect` shows. */
  readonly threshold?: number;
  /** As `threshold`, of the classes that have one of their own, by name. */
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly bootstrap?: BootstrapOptions;
}

const KNOWN: KnownOptions<AnalysisOptions> = {
  ...EVALUATION,
  proposals: true,
  threshold: true,
  thresholds: true,
  bootstrap: true,
};

export interface Analysis {
  readonly protocol: DetectionProtocolName;
  /** As of `evaluateDetections`. */
  readonly complete: boolean;
  readonly missing: Missing;
  readonly errors: ErrorAnalysis;
  readonly breakdown: readonly BreakdownRow[];
  readonly confusion: Confusion;
  readonly calibration: Calibration;
  readonly bestThresholds: readonly BestThreshold[];
  /** Of mAP at the first IoU. */
  readonly interval: Interval;
  /** Of the mean over all IoUs, COCO's AP; absent where the rules have one IoU. */
  readonly averagedInterval?: Interval;
}

/**
 * Everything that explains one result, at the protocol's first IoU and by its own matching.
 *
 * @throws RcnnError as `evaluateDetections`
 */
export function analyseDetections(options: AnalysisOptions): Analysis {
  expectKnown('analyseDetections', options, KNOWN);
  return finish(analysisSteps(options));
}

/** {@link analyseDetections} in steps. */
export function* analysisSteps(
  options: Omit<AnalysisOptions, 'curves'>,
  { scene, rules }: Prepared = prepare(options),
): Steps<Analysis> {
  const judged = assign(scene, rules);
  const { proposals, threshold = 0.3, thresholds } = options;
  const shown = { threshold, ...(thresholds && { thresholds }) };
  const missing = missingResults(scene, options);
  return {
    protocol: options.protocol,
    complete: isComplete(missing),
    missing,
    errors: analyseErrors(scene, rules, proposals && { proposals }),
    breakdown: breakdown(scene, judged),
    confusion: confusionMatrix(scene, judged.counted, { ...shown, iou: rules.iou[0] }),
    calibration: calibration(scene, judged),
    bestThresholds: bestThresholds(scene, judged),
    interval: yield* bootstrap(scene, { ...rules, iou: rules.iou.slice(0, 1) }, options.bootstrap),
    ...(rules.iou.length > 1 && { averagedInterval: yield* bootstrap(scene, rules, options.bootstrap) }),
  };
}
