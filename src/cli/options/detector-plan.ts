import type { PlanDetectorOptions } from '../../runs/plan-detector.js';
import type { ComputeOptions } from './evaluation-options.js';
import { modelsOf } from './model-option.js';
import { checkCount, checkFraction } from './number-checks.js';

/** The options as those of a plan. @throws RcnnError `bad-option` */
export function detectorPlan(options: ComputeOptions & { readonly model: string }): PlanDetectorOptions {
  checkCount('count', options.count);
  checkFraction('threshold', options.threshold);
  return { ...options, models: modelsOf(options.model) };
}
