/** E = examples, F = features (1024), K = classes. */
import { letSignalsIn } from '../run/let-signals-in.js';
import { calibrate } from './calibrate.js';
import { exampleWeights } from './example-weights.js';
import { type Examples, joinExamples } from './examples.js';
import type { Linear } from './heads.js';
import { overlapByte, svmTargets } from './label-regions.js';
import { linear } from './linear.js';
import { trainSvms } from './squared-hinge.js';
import { type Standard, standardise, standardOf, unstandardise } from './standardise.js';

/** Share of the images kept from the SVMs, to choose the regularisation and to calibrate on. */
const HELD_OUT = 0.15;
/** An example of the class from this IoU on; nearer to R-CNN's "annotated objects only" than 0.5, with more to learn from. */
const POSITIVE = 0.6;
/** Strengths tried: hundreds of photographs ask for strong ones, thousands for weak ones. */
const LAMBDAS = [1e-5, 3e-5, 1e-4, 3e-4];
/** Part of the best held-out precision that a stronger regularisation may lose (Breiman's one-standard-error rule). */
const AS_GOOD = 0.01;
const EPOCHS = 6;

export interface TrainScoresOptions {
  readonly classes: number;
  readonly width: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A support vector machine per class, the regularisation chosen on examples held out.
 *
 * @param sets one per shard of images; the last ones are held out
 * @returns K x F, and K
 * @throws RcnnError `aborted`
 */
export async function trainScores(sets: readonly Examples[], options: TrainScoresOptions): Promise<Linear> {
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
  { classes, width, seed, signal }: TrainScoresOptions,
): Promise<Fit> {
  const examples = { targets: svmTargets(train.overlaps, POSITIVE), weights: exampleWeights(train, classes) };
  const weighted = { ...held, weights: exampleWeights(held, classes) };
  const fits: Fit[] = [];
  for (const lambda of LAMBDAS) {
    const options = { classes, width, ...examples, lambda, epochs: EPOCHS, seed, signal };
    const scores = await trainSvms(train.features, options);
    const heldOut = meanAveragePrecision(scores, weighted, classes);
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

/** E scores of class k, of E x K. */
function scoresOf(scores: Float32Array, k: number, classes: number): Float32Array {
  return Float32Array.from({ length: scores.length / classes }, (_, e) => scores[e * classes + k]);
}

function right({ overlaps, length }: Examples, k: number, classes: number): Uint8Array {
  const half = overlapByte(0.5);
  return Uint8Array.from({ length }, (_, e) => (overlaps[e * classes + k] >= half ? 1 : 0));
}

/** How well the scores sort held-out regions, each weighted by the proposals that it represents: a stand-in for detection mAP. */
function meanAveragePrecision(scores: Linear, held: Weighted, classes: number): number {
  const all = linear(held.features, scores);
  let sum = 0;
  let counted = 0;
  for (let k = 0; k < classes; k++) {
    const hits = right(held, k, classes);
    const values = scoresOf(all, k, classes);
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

/** Scores become the logits of probabilities, so that those of different classes compare. */
async function applyCalibration(
  scores: Linear,
  held: Weighted,
  { classes, width, signal }: Pick<TrainScoresOptions, 'classes' | 'width' | 'signal'>,
): Promise<void> {
  const all = linear(held.features, scores);
  for (let k = 0; k < classes; k++) {
    await letSignalsIn(signal);
    const values = scoresOf(all, k, classes);
    const { a, b } = calibrate(values, right(held, k, classes), held.weights);
    for (let f = 0; f < width; f++) scores.weight[k * width + f] *= a;
    scores.bias[k] = a * scores.bias[k] + b;
  }
}
