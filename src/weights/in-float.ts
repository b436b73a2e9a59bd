import type { Model } from './model-file.js';
import { withoutRanges } from './ranges.js';

/** The same model without what makes engines run it in 8 bits. */
export function inFloat({ card: { quantized: _, ...card }, weights, ...model }: Model): Model {
  return { ...model, card, weights: withoutRanges(weights) };
}
