/**
 * Linear SVMs one against the rest: for every class the weighted mean of max(0, 1 - y s)^2 plus lambda / 2 |w|^2, by
 * stochastic gradient descent with averaging of the last half (Polyak). E = examples, F = features, K = classes.
 */

import { draw, streamFor } from '../../random/draw.js';
import { letSignalsIn } from '../run/let-signals-in.js';
import { Descent } from './descent.js';
import type { Linear } from './heads.js';

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
  const steps = epochs * rows.length;
  const descent = new Descent({ classes, width, most: TICK });
  const take = (e: number) =>
    descent.take(
      features.subarray(e * width, (e + 1) * width),
      targets.subarray(e * classes, (e + 1) * classes),
      weights[e]!,
    );
  let step = 0;
  let averaged = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const e of shuffled(rows, seed, epoch)) {
      if (take(e) < TICK) continue;
      descent.descend({ step, steps, rate: FIRST_STEP });
      step += TICK;
      descent.shrink(Math.exp(-lambda * FIRST_STEP * (1 - (step - 1) / steps) * TICK));
      if (step > steps / 2) descent.average(1 / ++averaged);
      if (step % LOOK === 0) await letSignalsIn(signal);
    }
  }
  descent.descend({ step, steps, rate: FIRST_STEP });
  return averaged > 0 ? descent.mean() : descent.current();
}

function shuffled(rows: Int32Array, seed: number, epoch: number): number[] {
  return draw([...rows], rows.length, streamFor(seed, epoch));
}
