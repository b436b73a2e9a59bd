import type { ModelClass } from '../weights/model-card.js';
import type { Prediction } from './results.js';

/** Class k of a network with its probability. */
export function named(classes: readonly ModelClass[], k: number, scores: Float32Array): Prediction {
  const { name, wnid } = classes[k]!;
  return { class: name, ...(wnid === undefined ? {} : { wnid }), score: scores[k]! };
}
