/** E = examples, F = features (1024), K = classes. */
import { letSignalsIn } from '../run/let-signals-in.js';
import { calibrate } from './calibrate.js';
import { dot } from './dot.js';
import { exampleWeights } from './example-weights.js';
import { type Examples, joinExamples } from './examples.js';
import { NEGATIVE_IOU, overlapByte } from './label-regions.js';
import { ridge } from './ridge.js';
import { type Linear, trainSvms } from './squared-hinge.js';
import { type Standard, standardise, standardOf, unstandardise } from './standardise.js';

/** Share of the images kept from the SVMs, to choose the regularisation and to calibrate on. */
const HELD_OUT = 0.15;
/** An example of the class from this IoU on; nearer to R-CNN's "annotated objects only" than 0.5, with more to learn from. */
const POSITIVE = 0.6;
/** R-CNN's bound for box regression pairs [appendix C]. */
const REGRESSION_IOU = 0.6;
/** Strengths tried: hundreds of photographs ask for strong ones, thousands for weak ones. */
const LAMBDAS = [1e-5, 3e-5, 1e-4, 3e-4];
/** Part of the best held-out precision that a stronger regularisation may lose (Breiman's one-standard-error rule). */
const AS_GOOD = 0.01;
const EPOCHS = 6;
/** R-CNN's 1000 for rows of squared length 400 is 2.5 for ours of length 1. */
const RIDGE_LAMBDA = 2.5;

export interface Heads {
  /** K x F, and K: the logistic of a score is the probability. */
  readonly scores: Linear;
  /** 4K x F, and 4K. */
  readonly deltas: Linear;
  /** Strength chosen, and the weighted mean average precision over held-out regions that chose it. */
  readonly lambda: number;
  readonly heldOut: number;
}

export interface TrainHeadsOptions {
  readonly classes: number;
  readonly width: number;
  readonly seed: number;
  readonly onStep?: (what: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** @param sets one an image shard; the last ones are held out @throws RcnnError `aborted` */
export async function trainHeads(sets: readonly Examples[], options: TrainHeadsOptions): Promise<Heads> {
  const { onStep } = options;
  const parts = partsOf(sets, options.width);
  const { scores, lambda, heldOut } = await fitScores(parts, options);
  onStep?.('box regression');
  const deltas = await trainDeltas(parts.train, options);
  unstandardise(scores.weight, scores.bias, parts.standard);
  unstandardise(deltas.weight, deltas.bias, parts.standard);
  return { scores, deltas, lambda, heldOut };
}

/** The scores of {@link trainHeads} alone: K x F, and K. */
export async function trainScores(sets: readonly Examples[], options: TrainHeadsOptions): Promise<Linear> {
  const parts = partsOf(sets, options.width);
  const { scores } = await fitScores(parts, options);
  unstandardise(scores.weight, scores.bias, parts.standard);
  return scores;
}

interface Parts {
  readonly train: Examples;
  readonly held: Examples;
  readonly standard: Standard;
}

/** Both parts standardised by the first. */
function partsOf(sets: readonly Examples[], width: number): Parts {
  const split = Math.max(1, Math.round(sets.length * (1 - HELD_OUT)));
  const train = joinExamples(sets.slice(0, split));
  const held = joinExamples(split < sets.length ? sets.slice(split) : sets.slice(-1));
  const standard = standardOf(train, width);
  standardise(train.features, standard);
  standardise(held.features, standard);
  return { train, held, standard };
}

async function fitScores(
  { train, held }: Parts,
  { classes, width, seed, onStep, signal }: TrainHeadsOptions,
): Promise<Fit> {
  const examples = { targets: svmTargets(train), weights: exampleWeights(train, classes) };
  const weighted = { ...held, weights: exampleWeights(held, classes) };
  const fits: Fit[] = [];
  for (const lambda of LAMBDAS) {
    const options = { classes, width, ...examples, lambda, epochs: EPOCHS, seed, signal };
    const scores = await trainSvms(train.features, options);
    const heldOut = meanAveragePrecision(scores, weighted, classes, width);
    onStep?.(`SVMs, lambda ${lambda}: held-out region AP ${heldOut.toFixed(4)}`);
    fits.push({ scores, lambda, heldOut });
    await letSignalsIn(signal);
  }
  const fit = simplest(fits);
  await applyCalibration(fit.scores, weighted, { classes, width, signal });
  return fit;
}

/** Examples with the number of proposals that each represents, E. */
interface Weighted extends Examples {
  readonly weights: Float32Array;
}

interface Fit {
  readonly scores: Linear;
  readonly lambda: number;
  readonly heldOut: number;
}

/** The strongest regularisation that is as good as the best within what chance moves. @param fits weakest first */
function simplest(fits: readonly Fit[]): Fit {
  const best = Math.max(...fits.map(({ heldOut }) => heldOut));
  return fits.findLast(({ heldOut }) => heldOut >= (1 - AS_GOOD) * best)!;
}

function svmTargets({ overlaps }: Examples): Int8Array {
  const against = overlapByte(NEGATIVE_IOU);
  const example = overlapByte(POSITIVE);
  const targets = new Int8Array(overlaps.length);
  for (let i = 0; i < targets.length; i++)
    targets[i] = overlaps[i] >= example ? 1 : overlaps[i] < against ? -1 : 0;
  return targets;
}

/** E scores of class k. */
function scoresOf({ weight, bias }: Linear, k: number, features: Float32Array, width: number): Float64Array {
  return Float64Array.from({ length: features.length / width }, (_, e) => {
    return dot(weight, k * width, features, e * width, width) + bias[k];
  });
}

function right({ overlaps, length }: Examples, k: number, classes: number): Uint8Array {
  const half = overlapByte(0.5);
  return Uint8Array.from({ length }, (_, e) => (overlaps[e * classes + k] >= half ? 1 : 0));
}

/** How well the scores sort held-out regions, each weighted by the proposals that it represents: a stand-in for detection mAP. */
function meanAveragePrecision(scores: Linear, held: Weighted, classes: number, width: number): number {
  let sum = 0;
  let counted = 0;
  for (let k = 0; k < classes; k++) {
    const hits = right(held, k, classes);
    const values = scoresOf(scores, k, held.features, width);
    const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
    let found = 0;
    let seen = 0;
    let precision = 0;
    for (const e of order) {
      seen += held.weights[e];
      if (hits[e]) precision += ++found / seen;
    }
    if (found === 0) continue;
    sum += precision / found;
    counted++;
  }
  return counted === 0 ? 0 : sum / counted;
}

type Sizes = Pick<TrainHeadsOptions, 'classes' | 'width' | 'signal'>;

async function applyCalibration(
  scores: Linear,
  held: Weighted,
  { classes, width, signal }: Sizes,
): Promise<void> {
  for (let k = 0; k < classes; k++) {
    await letSignalsIn(signal);
    const values = scoresOf(scores, k, held.features, width);
    const { a, b } = calibrate(values, right(held, k, classes), held.weights);
    for (let f = 0; f < width; f++) scores.weight[k * width + f] *= a;
    scores.bias[k] = a * scores.bias[k] + b;
  }
}

async function trainDeltas(train: Examples, { classes, width, signal }: Sizes): Promise<Linear> {
  const weight = new Float32Array(4 * classes * width);
  const bias = new Float32Array(4 * classes);
  const near = overlapByte(REGRESSION_IOU);
  for (let k = 0; k < classes; k++) {
    await letSignalsIn(signal);
    const rows: number[] = [];
    for (let e = 0; e < train.length; e++) {
      if (train.positive[e] === k && train.overlaps[e * classes + k] >= near) rows.push(e);
    }
    // A class without a single pair keeps its proposals as they are.
    if (rows.length === 0) continue;
    const options = { width, targetCount: 4, lambda: RIDGE_LAMBDA };
    const solution = ridge(train.features, train.deltas, rows, options);
    for (let t = 0; t < 4; t++) {
      const row = solution.subarray(t * (width + 1), (t + 1) * (width + 1));
      weight.set(row.subarray(0, width), (4 * k + t) * width);
      bias[4 * k + t] = row[width];
    }
  }
  return { weight, bias };
}
