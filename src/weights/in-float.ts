import type { Model } from './model-file.js';
import { withoutRanges } from './ranges.js';

/** The ending of a name that says that the model is in 8 bits. */
export const EIGHT_BIT_ENDING = '-8bit';

/**
 * The same model without what makes engines run it in 8 bits. What was measured in 8 bits goes, too; a model in float stays as
 * it is.
 */
export function inFloat(model: Model): Model {
  const { quantized, metrics: _, measuredOn: __, ...card } = model.card;
  if (!quantized) return model;
  const name = card.name.endsWith(EIGHT_BIT_ENDING)
    ? card.name.slice(0, -EIGHT_BIT_ENDING.length)
    : card.name;
  return { ...model, card: { ...card, name }, weights: withoutRanges(model.weights) };
}
