import type { PlanDetectorOptions } from '../../runs/plan-detector.js';
import type { ComputeOptions } from './evaluation-options.js';
import { modelsOf } from './model-option.js';

/** The options as those of a plan. */
export function detectorPlan(options: ComputeOptions & { readonly model: string }): PlanDetectorOptions {
  return { ...options, models: modelsOf(options.model) };
}
