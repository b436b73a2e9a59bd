/** Legend: N = examples of a batch, K = classes. */
import type { Measures } from '../run/run-log.js';

/** ILSVRC counts five guesses per image. */
const GUESSES = 5;

/** Of a classifier's validation. */
export type Classified = Required<Pick<Measures, 'loss' | 'top1' | 'top5'>>;

interface BatchScore {
  readonly images: number;
  /** Sum of -log of the right class's probability. */
  readonly loss: number;
  readonly top1: number;
  readonly top5: number;
}

/**
 * What a batch adds to a validation. The rank of the right class counts every class that scores as high or higher,
 * so that equal scores earn nothing.
 *
 * @param probabilities N x K
 */
export function scoreBatch(probabilities: Float32Array, labels: Int32Array, classes: number): BatchScore {
  let [loss, top1, top5] = [0, 0, 0];
  for (const [n, label] of labels.entries()) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes);
    const own = row[label]!;
    const rank = row.reduce((count, other) => count + Number(other >= own), 0); // itself included
    loss -= Math.log(Math.max(own, Number.MIN_VALUE));
    top1 += Number(rank <= 1);
    top5 += Number(rank <= GUESSES);
  }
  return { images: labels.length, loss, top1, top5 };
}

export function sumOf(scores: readonly BatchScore[]): Classified {
  const sum = (key: keyof BatchScore) => scores.reduce((total, score) => total + score[key], 0);
  const images = sum('images');
  return { loss: sum('loss') / images, top1: sum('top1') / images, top5: sum('top5') / images };
}
