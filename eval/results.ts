/** What an evaluation is given, and what it comes to. */
import type { AreaRange } from './area-ranges.js';
import type { Curve } from './curves.js';
import type { EvaluationInput } from './inputs.js';
import type { Missing } from './missing.js';
import type { DetectionProtocolName, Rules } from './protocols.js';
import type { RuleOptions } from './rule-options.js';

export interface EvaluationOptions extends EvaluationInput, RuleOptions {
  readonly protocol: DetectionProtocolName;
  /** Adds each class's precision-recall curves. */
  readonly curves?: boolean;
}

/** Precision and recall at each true positive, best score first. */
export interface PrecisionRecall {
  readonly iou: number;
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly score: readonly number[];
}

export interface ClassResult {
  readonly class: string;
  /** 0..1, mean over the IoUs; null when the class has no object to find. */
  readonly AP: number | null;
  /** One per IoU. */
  readonly APs: readonly (number | null)[];
  /** Objects to find. */
  readonly objects: number;
  readonly detections: number;
  /** At the first IoU, with all detections that take part. */
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly ignored: number;
  readonly recall: number | null;
  readonly curves?: readonly PrecisionRecall[];
}

export interface EvaluationResult {
  readonly protocol: DetectionProtocolName;
  /** All that the number depends on, defaults included. */
  readonly options: {
    readonly iou: readonly number[];
    readonly difficult: Rules['difficult'];
    readonly crowd: Rules['crowd'];
    /** null: no limit. */
    readonly maxDetections: readonly (number | null)[];
    readonly areaRanges: readonly AreaRange[];
    readonly curve: Rules['curve'];
    readonly onlyClasses: readonly string[] | null;
    readonly blacklisted: number;
  };
  /** Whether the results speak of every image and class, as far as their form tells. */
  readonly complete: boolean;
  /** What they do not speak of; it counts as not found. */
  readonly missing: Missing;
  /** `mAP` in 0..1 (and `mAP@0.5` .. when several IoUs are asked for), or COCO's twelve (-1: nothing to find). */
  readonly metrics: Readonly<Record<string, number>>;
  readonly perClass: readonly ClassResult[];
  readonly counts: {
    readonly images: number;
    readonly classes: number;
    /** Objects annotated, to be found, and ignored by the rules. */
    readonly truth: number;
    readonly objects: number;
    readonly ignoredObjects: number;
    readonly detections: number;
    /** Rows of classes that are not evaluated, and blacklisted ones. */
    readonly leftOut: { readonly detections: number; readonly truth: number };
  };
}

/** What one class came to. */
export interface ClassOutcome {
  /** Curves at the largest number of detections, `[band][t]`. */
  readonly curves: readonly (readonly Curve[])[];
  /** True positives of the first band, `[m][t]`, by number of detections. */
  readonly foundWithin: readonly (readonly number[])[];
}
