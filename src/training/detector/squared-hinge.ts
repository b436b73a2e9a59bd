/**
 * Linear SVMs one against the rest: for every class the weighted mean of max(0, 1 - y s)^2 plus lambda / 2 |w|^2, by
 * stochastic gradient descent with averaging of the last half (Polyak). E = examples, F = features, K = classes.
 */
import { letSignalsIn } from '../run/let-signals-in.js';
import { dot } from './dot.js';
import { draw, streamFor } from './random.js';

export interface SvmOptions {
  readonly classes: number;
  readonly width: number;
  /** E x K: 1 an example of the class, -1 against it, 0 neither. */
  readonly targets: Int8Array;
  /** E: how much each counts as an example against a class; as one of it each counts once. */
  readonly weights: Float32Array;
  readonly lambda: number;
  readonly epochs: number;
  readonly seed: number;
  /** Examples that teach; default: all. */
  readonly rows?: Int32Array;
  readonly signal?: AbortSignal | undefined;
}

export interface Linear {
  /** rows x F. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * Step at the start, falling linearly to 0. Rows have a squared length of about 1, so a step times a weight of 2
 * would diverge; weights go to 16.
 */
const FIRST_STEP = 0.1;

/** Shrinking and averaging touch every weight; once every some steps they cost next to nothing. */
const TICK = 64;
/** Examples between two looks at the signal: a tenth of a second with 20 classes of 1024 features. */
const LOOK = 2048;

/** @param features E x F, standardised @throws RcnnError `aborted` */
export async function trainSvms(features: Float32Array, options: SvmOptions): Promise<Linear> {
  const { classes, width, targets, weights, lambda, epochs, seed, signal } = options;
  const rows = options.rows ?? Int32Array.from({ length: features.length / width }, (_, e) => e);
  const count = rows.length;
  const current = zeros(classes, width);
  const average = zeros(classes, width);
  const steps = epochs * count;
  let step = 0;
  let averaged = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const e of shuffled(rows, seed, epoch)) {
      const rate = FIRST_STEP * (1 - step / steps);
      for (let k = 0; k < classes; k++) {
        const y = targets[e * classes + k];
        if (y === 0) continue;
        const step = y < 0 ? rate * weights[e] : rate;
        descend(current, { k, y, rate: step, row: e * width, features, width });
      }
      if (++step % TICK !== 0) continue;
      if (step % LOOK === 0) await letSignalsIn(signal);
      const decay = Math.exp(-lambda * rate * TICK);
      for (let i = 0; i < current.weight.length; i++) current.weight[i] *= decay;
      if (step > steps / 2) accumulate(average, current, ++averaged);
    }
  }
  return averaged > 0 ? average : current;
}

interface Step {
  readonly k: number;
  readonly y: number;
  readonly rate: number;
  readonly row: number;
  readonly features: Float32Array;
  readonly width: number;
}

function descend({ weight, bias }: Linear, { k, y, rate, row, features, width }: Step): void {
  const at = k * width;
  const margin = 1 - y * (dot(weight, at, features, row, width) + bias[k]);
  if (margin <= 0) return;
  const move = rate * margin * y;
  for (let f = 0; f < width; f++) weight[at + f] += move * features[row + f];
  bias[k] += move;
}

function accumulate(average: Linear, current: Linear, count: number): void {
  for (const part of ['weight', 'bias'] as const) {
    for (let i = 0; i < current[part].length; i++)
      average[part][i] += (current[part][i] - average[part][i]) / count;
  }
}

function zeros(rows: number, width: number): Linear {
  return { weight: new Float32Array(rows * width), bias: new Float32Array(rows) };
}

function shuffled(rows: Int32Array, seed: number, epoch: number): number[] {
  return draw([...rows], rows.length, streamFor(seed, epoch));
}
