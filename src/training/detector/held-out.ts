/** What held-out photographs say of a detector before anyone has used it. K = classes. */
import { type BootstrapOptions, bootstrap } from '../../../eval/analysis/bootstrap.js';
import { evaluateDetections, evaluatePrepared, type Prepared, prepare } from '../../../eval/evaluate.js';
import type { DetectedObject } from '../../../eval/inputs.js';
import { type Dataset, SET_ASIDE } from '../../datasets/records.js';
import { finish } from '../../steps.js';
import type { NewModelCard } from '../../weights/model-card.js';
import { balancedThresholds } from './balanced-thresholds.js';

/** With fewer photographs of a class a single one moves its AP by tens of points. */
export const ENOUGH = 10;

/** An AP at IoU 0.5 by VOC 2010's rules, 0..1, with the 95 % bootstrap interval over photographs. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ClassHeldOut {
  readonly name: string;
  /** Objects but for difficult ones and crowds, and the photographs that show them. */
  readonly objects: number;
  readonly photographs: number;
  /** Absent where there are too few photographs of it to say. */
  readonly ap?: Estimate;
  /** Where precision and recall balance, 0..1; on the card. */
  readonly threshold: number;
  /** At the threshold, 0..1. Null where there is nothing to find, or nothing is found. */
  readonly recall: number | null;
  readonly precision: number | null;
}

export interface HeldOut {
  /** On photographs that what detects here has not learnt from, from score 0.01 on. */
  readonly detections: readonly DetectedObject[];
  readonly classes: readonly ClassHeldOut[];
  /**
   * Over all classes with objects, those with too few photographs to say anything of them alone included: without them it
   * would be the mean of the well-known ones, and go up and down as others join. Absent where all are of that kind.
   */
  readonly mAP?: Estimate;
}

/** What a card says of it. */
export function metricsOf({ mAP }: Pick<HeldOut, 'mAP'>): Pick<NewModelCard, 'metrics'> {
  return mAP ? { metrics: { mAP: mAP.value, mAPLow: mAP.low, mAPHigh: mAP.high } } : {};
}

/** Measures detections on photographs that they do not come from. */
export function judgeHeldOut(dataset: Dataset, detections: readonly DetectedObject[]): HeldOut {
  const prepared = prepare({ ...dataset, detections, protocol: 'voc2010' });
  const all = evaluatePrepared(prepared, { curves: true });
  const thresholds = balancedThresholds(all);
  const shown = detections.filter(({ class: name, score }) => score >= thresholds[name]!);
  const points = evaluateDetections({ ...dataset, detections: shown, protocol: 'voc2010' }).perClass;
  const classes = all.perClass.map(({ class: name, AP, objects }, k): ClassHeldOut => {
    const photographs = photographsOf(dataset, k);
    const { truePositives, falsePositives, recall } = points[k]!;
    const found = truePositives + falsePositives;
    return {
      ...{ name, objects, photographs, threshold: thresholds[name]!, recall },
      precision: found === 0 ? null : truePositives / found,
      ...(photographs >= ENOUGH && {
        ap: estimate(AP!, prepare({ ...prepared.scene, protocol: 'voc2010', onlyClasses: [name] })),
      }),
    };
  });
  const known = classes.some(({ ap }) => ap !== undefined);
  return { detections, classes, ...(known && { mAP: estimate(all.metrics['mAP']!, prepared) }) };
}

function estimate(value: number, { scene, rules }: Prepared): Estimate {
  const { low, high } = finish(bootstrap(scene, rules, RESAMPLING));
  return { value, low, high };
}

const RESAMPLING: BootstrapOptions = { resamples: 1000, seed: 1, level: 0.95 };

/** Photographs that show the class but for difficult objects and crowds. */
function photographsOf({ truth }: Pick<Dataset, 'truth'>, k: number): number {
  const images = new Set<number>();
  for (let g = 0; g < truth.length; g++) {
    if (truth.class[g] === k && !(truth.flags[g]! & SET_ASIDE)) images.add(truth.image[g]!);
  }
  return images.size;
}
