/** Thresholds by class for people, from detections on photographs that the detector has not learnt from. */
import { DEFAULT_THRESHOLD } from '../../../detection/defaults.js';
import type { EvaluationResult, PrecisionRecall } from '../../../eval/results.js';

/** A class's own threshold weighs as much as the common one when it has this many objects: few tell little. */
const COMMON_OBJECTS = 20;
/** Thresholds are rounded down to thousandths, so that the detection that set one is still shown. */
const STEPS = 1000;
const ROUNDING = 1e-6;
/** Share of the recall at a class's own threshold that the common one must leave it. */
const LEFT = 0.5;

/**
 * For each class the score at which precision and recall balance best (the largest F1 = 2PR / (P + R), IoU 0.5, VOC
 * 2010's matching), drawn towards the median of all classes where it has few objects, but never so far up that it loses
 * more than half of its recall: a class whose scores are all low would otherwise not be found at all. Where no class has
 * a correct detection, the usual threshold.
 *
 * @param judged by VOC 2010's rules, with curves
 * @returns by class, 0..1
 */
export function balancedThresholds({
  perClass,
}: Pick<EvaluationResult, 'perClass'>): Readonly<Record<string, number>> {
  const own = perClass.map((one) => ({ name: one.class, objects: one.objects, ...ownScores(one) }));
  const common = median(own.flatMap(({ best }) => best ?? [])) ?? DEFAULT_THRESHOLD;
  return Object.fromEntries(
    own.map(({ name, objects, best = common, highest = common }) => {
      const mixed = (objects * best + COMMON_OBJECTS * common) / (objects + COMMON_OBJECTS);
      return [name, Math.floor(STEPS * Math.min(mixed, highest) + ROUNDING) / STEPS];
    }),
  );
}

interface OwnScores {
  /** Of the largest F1. */
  readonly best?: number;
  /** At which enough of the recall there is left; recall only grows as the score falls. */
  readonly highest?: number;
}

/** Nothing without a right detection. */
function ownScores({ curves = [] }: EvaluationResult['perClass'][number]): OwnScores {
  const [curve] = curves;
  if (!curve || curve.score.length === 0) return {};
  const values = curve.score.map((_, i) => f1(curve, i));
  const at = values.indexOf(Math.max(...values));
  const enough = curve.recall.findIndex((recall) => recall >= LEFT * curve.recall[at]!);
  return { best: curve.score[at]!, highest: curve.score[enough]! };
}

function f1({ precision, recall }: PrecisionRecall, i: number): number {
  return (2 * precision[i] * recall[i]) / (precision[i] + recall[i]);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
