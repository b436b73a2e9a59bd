/** Thresholds by class for people, from detections on photographs that the detector has not learnt from. */
import { DEFAULT_THRESHOLD } from '../../../detection/defaults.js';
import type { EvaluationResult, PrecisionRecall } from '../../../eval/results.js';

/** A class's own threshold weighs as much as the common one when it has this many objects: few tell little. */
const COMMON_OBJECTS = 20;
/** Thresholds are rounded down to thousandths, so that the detection that set one is still shown. */
const STEPS = 1000;
const ROUNDING = 1e-6;

/**
 * For each class the score at which precision and recall balance best (the largest F1 = 2PR / (P + R), IoU 0.5, VOC
 * 2010's matching), drawn towards the median of all classes where it has few objects; where no class has a correct detection, the usual threshold.
 *
 * @param judged by VOC 2010's rules, with curves
 * @returns by class, 0..1
 */
export function balancedThresholds({
  perClass,
}: Pick<EvaluationResult, 'perClass'>): Readonly<Record<string, number>> {
  const own = perClass.map((one) => ({ name: one.class, objects: one.objects, best: bestScore(one) }));
  const common = median(own.flatMap(({ best }) => best ?? [])) ?? DEFAULT_THRESHOLD;
  return Object.fromEntries(
    own.map(({ name, objects, best = common }) => {
      const mixed = (objects * best + COMMON_OBJECTS * common) / (objects + COMMON_OBJECTS);
      return [name, Math.floor(STEPS * mixed + ROUNDING) / STEPS];
    }),
  );
}

/** Undefined without a right detection. */
function bestScore({ curves = [] }: EvaluationResult['perClass'][number]): number | undefined {
  const [curve] = curves;
  if (!curve || curve.score.length === 0) return undefined;
  const values = curve.score.map((_, i) => f1(curve, i));
  return curve.score[values.indexOf(Math.max(...values))];
}

function f1({ precision, recall }: PrecisionRecall, i: number): number {
  return (2 * precision[i] * recall[i]) / (precision[i] + recall[i]);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
