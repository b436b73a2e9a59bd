/** F = features, H = hidden units, E = boxes. Fits the ranking network by Adam on the logistic loss. */

import type { RankingModel } from '../../../proposals/selective-search/ranking/model-shape.js';
import { randomStream } from '../../random/seeded-stream.js';

/** Boxes of a photograph to learn from. */
export interface Rated {
  /** E x F. */
  readonly rows: Float32Array;
  /** Of each box the object that it overlaps most (-1: none), and how much. */
  readonly object: Int32Array;
  readonly overlap: Float32Array;
}

/** 16 units order no better than 8 by more than chance; one unit, a linear model, puts few small boxes first. */
const H = 8;
const BATCH = 256;
const STEPS = 12_000;
const RATE = 0.01;
/** Share of the boxes under IoU 0.5 that are used: they are most, and much alike. */
const NEGATIVES = 0.35;

interface Examples {
  readonly rows: Float32Array[];
  readonly target: number[];
  readonly weight: number[];
}

/**
 * Fits the network that ranks boxes by how likely they are to cover an object.
 *
 * @param features F, columns of each photograph's rows
 * @param seed of the draws: same photographs and seed, same network
 * @returns a network on raw features: their scaling is part of its weights
 */
export function fitModel(photographs: readonly Rated[], features: number, seed: number): RankingModel {
  const random = randomStream(seed);
  const F = features;
  const examples = examplesOf(photographs, F, random);
  const scaling = scalingOf(examples.rows);
  const inputs = examples.rows.map((row) =>
    row.map((value, i) => (value - scaling.mean[i]!) / scaling.deviation[i]!),
  );
  const parameters = Float64Array.from(
    { length: H * (F + 1) + H },
    () => (random() + random() + random() - 1.5) / 2,
  );
  const adam = new Adam(parameters);
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Float64Array(parameters.length);
    for (let n = 0; n < BATCH; n++) {
      const e = Math.floor(random() * inputs.length);
      addGradient(gradient, parameters, inputs[e]!, examples.target[e]!, examples.weight[e]! / BATCH);
    }
    adam.step(gradient, RATE * (1 - step / STEPS));
  }
  return unscaled(parameters, scaling);
}

/**
 * A box's target rises from 0 at IoU 0.3 to 1 at 0.8. Each object counts about the same, however many boxes
 * overlap it: recall counts objects.
 */
function examplesOf(photographs: readonly Rated[], F: number, random: () => number): Examples {
  const examples: Examples = { rows: [], target: [], weight: [] };
  for (const { rows, object, overlap } of photographs) {
    const covering = new Map<number, number>();
    object.forEach((o, e) => {
      if (overlap[e]! >= 0.5) covering.set(o, (covering.get(o) ?? 0) + 1);
    });
    for (let e = 0; e < object.length; e++) {
      const covers = overlap[e]! >= 0.5;
      if (!covers && random() > NEGATIVES) continue;
      examples.rows.push(rows.slice(F * e, F * (e + 1)));
      examples.target.push(Math.max(0, Math.min(1, 2 * (overlap[e]! - 0.3))));
      examples.weight.push(covers ? Math.min(3, 20 / covering.get(object[e]!)!) : 0.15 / NEGATIVES);
    }
  }
  return examples;
}

interface Scaling {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

function scalingOf(rows: readonly Float32Array[]): Scaling {
  const columns = [...rows[0]!.keys()];
  const mean = columns.map((i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  const deviation = columns.map((i) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[i]! - mean[i]!) ** 2, 0) / rows.length),
  );
  return { mean, deviation: deviation.map((value) => value || 1) };
}

/** There is no bias at the output: it would not change the order. */
function addGradient(
  gradient: Float64Array,
  parameters: Float64Array,
  input: Float32Array,
  target: number,
  weight: number,
): void {
  const F = input.length;
  const out = H * (F + 1);
  const active = new Float64Array(H);
  let score = OUTPUT_BIAS;
  for (let h = 0; h < H; h++) {
    const at = h * (F + 1);
    let sum = parameters[at + F]!;
    for (let i = 0; i < F; i++) sum += parameters[at + i]! * input[i]!;
    active[h] = Math.max(0, sum);
    score += parameters[out + h]! * active[h]!;
  }
  const error = (1 / (1 + Math.exp(-score)) - target) * weight;
  for (let h = 0; h < H; h++) {
    if (active[h] === 0) continue;
    const at = h * (F + 1);
    gradient[out + h]! += error * active[h]!;
    const back = error * parameters[out + h]!;
    for (let i = 0; i < F; i++) gradient[at + i]! += back * input[i]!;
    gradient[at + F]! += back;
  }
}

/** Log odds of the mean target, about: few boxes hold an object. */
const OUTPUT_BIAS = -2;

/** Kingma and Ba, arXiv 1412.6980, with their constants; to the gradient comes a weight decay of 1e-5. */
class Adam {
  readonly #parameters: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(parameters: Float64Array) {
    this.#parameters = parameters;
    this.#first = new Float64Array(parameters.length);
    this.#second = new Float64Array(parameters.length);
  }

  step(gradient: Float64Array, rate: number): void {
    this.#steps++;
    const [p, m, v] = [this.#parameters, this.#first, this.#second];
    for (let i = 0; i < p.length; i++) {
      const g = gradient[i]! + 1e-5 * p[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      const momentum = m[i]! / (1 - 0.9 ** this.#steps);
      p[i]! -= (rate * momentum) / (Math.sqrt(v[i]! / (1 - 0.999 ** this.#steps)) + 1e-8);
    }
  }
}

/** The same network for features as they are. */
function unscaled(parameters: Float64Array, { mean, deviation }: Scaling): RankingModel {
  const F = mean.length;
  const hidden = Array.from({ length: H }, (_, h) => {
    const row = parameters.subarray(h * (F + 1), (h + 1) * (F + 1));
    const weights = mean.map((_, i) => row[i]! / deviation[i]!);
    return [...weights, row[F]! - weights.reduce((sum, weight, i) => sum + weight * mean[i]!, 0)];
  });
  return { hidden, out: [...parameters.subarray(H * (F + 1))] };
}
