/** E = examples, K = classes. */
import type { Examples } from './examples.js';
import { overlapByte, POSITIVE_IOU } from './label-regions.js';
import { NEAR } from './sample-regions.js';

/** Proposals of an image that a sampled one represents: sampling takes nearly all positives, 60 near, 40 far ones. */
const NEAR_WEIGHT = 5;
const FAR_WEIGHT = 16;

/**
 * Weights that give sampled regions the shares of all proposals again. What is trained and chosen with them meets
 * negatives as often as it will in detection: heads trained without them rank well among the samples, but lose
 * mAP with every proposal beyond the first 300.
 *
 * @returns E
 */
export function exampleWeights({ overlaps, length }: Examples, classes: number): Float32Array {
  const positive = overlapByte(POSITIVE_IOU);
  return Float32Array.from({ length }, (_, e) => {
    const nearest = Math.max(...overlaps.subarray(e * classes, (e + 1) * classes));
    return nearest >= positive ? 1 : nearest >= NEAR ? NEAR_WEIGHT : FAR_WEIGHT;
  });
}
