import { NMS_IOU } from '../../../detection/defaults.js';
import type { RegionMode } from '../../../detection/modes/modes.js';
import { headsFor, type NewDetectorRecord } from '../../../detection/record.js';
import { evaluateDetections } from '../../../eval/evaluate.js';
import { selectImages } from '../../datasets/edit.js';
import type { Dataset } from '../../datasets/records.js';
import { photographGroups } from '../../datasets/split-dataset.js';
import type { Engine } from '../../engines/engine.js';
import { googlenet } from '../../googlenet/googlenet.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../googlenet/region-network.js';
import type { LongWork } from '../../progress.js';
import { photographHashes } from '../../runs/photograph-hashes.js';
import type { ModelCard } from '../../weights/model-card.js';
import { type Model, saveModel } from '../../weights/model-file.js';
import type { WeightArray } from '../../weights/weights.js';
import { expectObjects } from '../expect-objects.js';
import { baseAnswers } from './base-answers.js';
import { firstProposals, sharedView, viewOf } from './base-view.js';
import { checkTraining } from './check-options.js';
import { collectFeatures } from './collect-features.js';
import { calibrated, crossFit } from './cross-fit.js';
import { HeadFitter } from './fit-heads.js';
import { drawFolds } from './folds.js';
import { headMaterial, rowsOf } from './head-material.js';
import type { Heads } from './heads.js';
import { type HeldOut, judgeHeldOut } from './held-out.js';
import { heldOutDetections } from './held-out-detections.js';
import { truthByImage } from './image-truth.js';
import type { CurvePoint } from './learning-curve.js';
import { draw, streamFor } from './random.js';
import { forRawFeatures } from './raw-heads.js';

/** Parts of the photographs, each held out once: a fifth of some dozen still has several of each class. */
export const FOLDS = 5;
/** Shares of the photographs from which a learning curve is learnt, beside all of them. */
const CURVE = [0.25, 0.5];
/** From this many photographs on, a curve would cost minutes and show that there are enough. */
const MANY = 500;
/** Strength of the regularisation: hundreds of photographs need more, thousands less. */
export const LAMBDA = 1e-4;

export interface TrainDetectorOptions extends LongWork {
  readonly dataset: Dataset;
  readonly base: Model;
  readonly engine: Engine;
  /** Folder that keeps the features of photographs, for the next training too. */
  readonly run: string;
  readonly seed: number;
  /** Use at most this many images, drawn by the seed. */
  readonly images: number;
  /** Images whose crops train the heads of the paper's way, which costs ten times as much; 0 leaves it out. */
  readonly cropImages: number;
  readonly out: string;
  readonly name: string;
  /** What makes the file again, for its card. */
  readonly command: string;
  /** What it was trained on, for its card. */
  readonly data: string;
}

export interface TrainedDetector {
  readonly card: ModelCard;
  /** The part of the data set that was learnt from. */
  readonly dataset: Dataset;
  /** Every photograph as heads see it that have not learnt from it. */
  readonly heldOut: HeldOut;
  /** Ascending; the last point is all. Only the last where there are many photographs. */
  readonly curve: readonly CurvePoint[];
}

/**
 * R-CNN training with a frozen network: features of each photograph's regions, then linear heads on them. Photographs
 * without objects are examples against every class. Writes one float16 file with the network's own weights, the heads,
 * a threshold per class, and what cross-fitting (see cross-fit.ts) says of them.
 *
 * @throws RcnnError `bad-option` at once for a missing or wrong option, `bad-dataset` for one without objects,
 *   `file-not-found` that names all photographs that are missing
 */
export async function trainDetector(options: TrainDetectorOptions): Promise<TrainedDetector> {
  checkTraining(options);
  expectObjects(options.dataset);
  const { seed, images, cropImages, signal } = options;
  const order = drawPhotographs(options.dataset, { images, seed });
  const hashes = await photographHashes(options.dataset, order, signal ? { signal } : {});
  const dataset = selectImages(options.dataset, order);
  const given = { ...options, dataset, hashes };
  const shared = await trainMode('shared', given);
  const crops = cropImages > 0 ? await trainMode('crops', firstOf(given, cropImages)) : undefined;
  const { heldOut } = shared;
  const weights = new Map<string, WeightArray>([
    ...sharedWeights(options.base),
    ...headWeights('shared', shared.heads, dataset),
    ...(crops ? headWeights('crops', crops.heads, dataset) : []),
  ]);
  const card = await saveModel(options.out, cardOf(given, heldOut), weights, { dtype: 'float16' });
  return { card, dataset, heldOut, curve: shared.curve };
}

/** The photographs that are learnt from, at most `images`. */
export function drawPhotographs(
  { images }: Dataset,
  { images: most, seed }: Pick<TrainDetectorOptions, 'images' | 'seed'>,
): number[] {
  return draw([...images.keys()], most, streamFor(seed, -1));
}

interface Given extends TrainDetectorOptions {
  /** SHA-256 of each photograph. */
  readonly hashes: readonly string[];
}

function firstOf(given: Given, count: number): Given {
  const rows = [...given.dataset.images.keys()].slice(0, count);
  return { ...given, dataset: selectImages(given.dataset, rows), hashes: given.hashes.slice(0, count) };
}

interface TrainedMode {
  readonly heads: Heads;
  readonly heldOut: HeldOut;
  readonly curve: readonly CurvePoint[];
}

/** Heads of one way to see regions. */
async function trainMode(mode: RegionMode, given: Given): Promise<TrainedMode> {
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
  for (const share of mode === 'shared' && images.length <= MANY ? CURVE : []) {
    const part = await crossFit(fitter, { ...fit, share });
    curve.push(pointOf(dataset, { folds, share }, heldOutDetections(material, part, { ...dataset, folds })));
  }
  curve.push(pointOf(dataset, { folds, share: 1 }, detections));
  onProgress?.({ stage: 'heads', done: FOLDS, total: FOLDS, item: 'of all photographs' });
  const raw = await fitter.fit(rowsOf(material, images));
  const heads = forRawFeatures(calibrated(raw, whole.calibration), material);
  return { heads, heldOut: judgeHeldOut(dataset, detections), curve };
}

function pointOf(
  dataset: Dataset,
  { folds, share }: { readonly folds: Int32Array; readonly share: number },
  detections: HeldOut['detections'],
): CurvePoint {
  const { metrics, perClass } = evaluateDetections({ ...dataset, detections, protocol: 'voc2010' });
  const parts = 1 + Math.max(...folds);
  const photographs = Math.round(share * dataset.images.length * (1 - 1 / Math.max(2, parts)));
  return { photographs, mAP: metrics['mAP']!, perClass: perClass.map(({ AP }) => AP) };
}

function headWeights(mode: RegionMode, heads: Heads, { classes }: Dataset): [string, WeightArray][] {
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
function sharedWeights({ card, weights }: Model): [string, WeightArray][] {
  const network = googlenet({ ...card.network, auxiliary: false });
  return [trunkNetwork(network), regionNetwork(network, { heads: [] })]
    .flatMap(parametersOf)
    .map(({ name }) => [name, weights.get(name)!]);
}

function cardOf({ base, dataset, name, command, data, cropImages }: Given, { classes, mAP }: HeldOut) {
  const first = firstProposals({ mode: 'shared', photographs: dataset.images.length });
  const head: NewDetectorRecord = {
    shared: { ...sharedView(base), first },
    ...(cropImages > 0 ? { crops: viewOf(base, 'crops') } : {}),
    nmsIou: NMS_IOU,
    thresholds: Object.fromEntries(classes.map((one) => [one.name, one.threshold])),
  };
  const { network, preprocessing, licence, origin } = base.card;
  return {
    format: 1 as const,
    name,
    task: 'detector' as const,
    network,
    preprocessing,
    classes: dataset.classes.map((known) => ({ name: known.name })),
    head,
    licence,
    origin,
    base: base.card.name,
    training: { command, data },
    ...(mAP && { metrics: { mAP: mAP.value, mAPLow: mAP.low, mAPHigh: mAP.high } }),
  };
}
