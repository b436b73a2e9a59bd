/** How the heads of one way to see regions are trained. */
import { NMS_IOU } from '../../../detection/defaults.js';
import type { RegionMode } from '../../../detection/modes/modes.js';
import { headsFor } from '../../../detection/record.js';
import { evaluateDetections } from '../../../eval/evaluate.js';
import type { Dataset } from '../../datasets/records.js';
import { photographGroups } from '../../datasets/split-dataset.js';

import { googlenet } from '../../googlenet/googlenet.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import type { LongWork } from '../../progress.js';
import type { Model } from '../../weights/model-file.js';
import type { WeightArray } from '../../weights/weights.js';
import { baseAnswers } from './base-answers.js';
import type { BaseRuntime } from './base-view.js';
import { collectFeatures } from './collect-features.js';
import { calibrated, crossFit } from './cross-fit.js';
import { HeadFitter } from './fit-heads.js';
import { drawFolds, foldCount } from './folds.js';
import { headMaterial, rowsOf } from './head-material.js';
import type { Heads } from './heads.js';
import type { HeldOut } from './held-out.js';
import { heldOutDetections } from './held-out-detections.js';
import { truthByImage } from './image-truth.js';
import type { CurvePoint } from './learning-curve.js';
import { forRawFeatures } from './raw-heads.js';

/** Parts of the photographs, each held out once: a fifth of some dozen still has several of each class. */
export const FOLDS = 5;
/** Shares of the photographs from which a learning curve is learnt, beside all of them. */
const CURVE = [0.25, 0.5];
/** From this many photographs on, a curve would cost minutes and show that there are enough. */
const MANY = 500;
/** Strength of the regularisation: hundreds of photographs need more, thousands less. */
export const LAMBDA = 1e-4;

export interface TrainModeOptions extends LongWork, BaseRuntime {
  readonly dataset: Dataset;
  readonly base: Model;
  /** Folder that keeps the features of photographs, for the next training too. */
  readonly run: string;
  readonly seed: number;
  /** SHA-256 of each photograph. */
  readonly hashes: readonly string[];
}

interface TrainedMode {
  readonly heads: Heads;
  /** What cross-fitting's heads find on the photographs that they have not learnt from. */
  readonly detections: HeldOut['detections'];
  readonly curve: readonly CurvePoint[];
}

/**
 * Heads of one way to see regions: a support vector machine and a box regression per class on the base's features, their
 * scores calibrated by cross-fitting (see cross-fit.ts).
 *
 * @throws RcnnError `aborted`, `disk-full`
 */
export async function trainMode(mode: RegionMode, given: TrainModeOptions): Promise<TrainedMode> {
  const { dataset, hashes, seed, signal, onProgress } = given;
  const images = [...dataset.images.keys()];
  const photographs = await collectFeatures({ ...given, images, mode });
  const classes = dataset.classes.length;
  const answers = baseAnswers(given.base, mode);
  const material = headMaterial(photographs, truthByImage(dataset), { classes, answers });
  const groups = photographGroups(dataset, { hashes });
  const folds = drawFolds(groups, { folds: Math.min(FOLDS, groups.length), seed });
  const fitter = new HeadFitter(material, { classes, seed, lambda: LAMBDA, signal });
  const fit = { folds, ...(onProgress && { onProgress }) };
  const whole = await crossFit(fitter, fit);
  const detections = heldOutDetections(material, whole, { ...dataset, folds });
  const curve: CurvePoint[] = [];
  for (const share of mode === 'shared' ? curveShares(images.length) : []) {
    const part = await crossFit(fitter, { ...fit, share });
    curve.push(pointOf(dataset, { folds, share }, heldOutDetections(material, part, { ...dataset, folds })));
  }
  curve.push(pointOf(dataset, { folds, share: 1 }, detections));
  onProgress?.({ stage: 'heads', done: FOLDS, total: FOLDS, item: 'of all photographs' });
  const raw = await fitter.fit(rowsOf(material, images));
  const heads = forRawFeatures(calibrated(raw, whole.calibration), material);
  return { heads, detections, curve };
}

function curveShares(photographs: number): readonly number[] {
  return photographs <= MANY ? CURVE : [];
}

/** How often heads of the shared way are fitted: cross-fitting, the points of its curve, and all photographs. */
export function headFits({
  photographs,
  folds,
}: {
  readonly photographs: number;
  readonly folds: number;
}): number {
  return folds * (1 + curveShares(photographs).length) + 1;
}

function pointOf(
  dataset: Dataset,
  { folds, share }: { readonly folds: Int32Array; readonly share: number },
  detections: HeldOut['detections'],
): CurvePoint {
  const { metrics, perClass } = evaluateDetections({ ...dataset, detections, protocol: 'voc2010' });
  const parts = foldCount(folds);
  const photographs = Math.round(share * dataset.images.length * (1 - 1 / Math.max(2, parts)));
  return { photographs, mAP: metrics['mAP']!, perClass: perClass.map(({ AP }) => AP) };
}

/** Heads as a detector's file holds them. */
export function headWeights(mode: RegionMode, heads: Heads, { classes }: Dataset): [string, WeightArray][] {
  const { scores, deltas } = headsFor(mode, classes.length, { nmsIou: NMS_IOU });
  return (
    [
      [scores, heads.scores],
      [deltas, heads.deltas],
    ] as const
  ).flatMap(([{ name, outFeatures }, { weight, bias }]): [string, WeightArray][] => [
    [`${name}/weight`, { data: weight, shape: [outFeatures, weight.length / outFeatures] }],
    [`${name}/bias`, { data: bias, shape: [outFeatures] }],
  ]);
}

/** The base network up to its average pool. */
export function networkWeights({ card, weights }: Model): [string, WeightArray][] {
  const network = googlenet({ ...card.network, auxiliary: false });
  return [trunkNetwork(network), regionNetwork(network, { heads: [] })]
    .flatMap(parametersOf)
    .map(({ name }) => [name, weights.get(name)!]);
}
