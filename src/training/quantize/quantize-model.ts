import { loadEngine } from '../../engines/index.js';
import { RcnnError } from '../../errors.js';
import { EIGHT_BIT_ENDING } from '../../weights/in-float.js';
import type { ModelCard } from '../../weights/model-card.js';
import { type Model, saveModel } from '../../weights/model-file.js';
import { rangeArrays, withoutRanges } from '../../weights/ranges.js';
import { type MeasureRangesOptions, measureRanges } from './measure-ranges.js';

export interface QuantizeOptions extends Omit<MeasureRangesOptions, 'engine'> {
  /** The file to write. */
  readonly out: string;
  /** What the card names as the command that made the file. */
  readonly command: string;
}

/**
 * Writes a model that the ONNX engine runs in 8 bits: the same weights, with the ranges of its values on some photographs
 * (docs/weights.md). The card's accuracy is left out, since it was measured otherwise. Ranges that the model has are replaced.
 *
 * @throws RcnnError `bad-option` for a MultiBox head, `engine-unavailable` without ONNX Runtime, `disk-full`; as
 *   {@link measureRanges}. After an error the file is as it was before
 */
export async function quantizeModel(model: Model, options: QuantizeOptions): Promise<ModelCard> {
  const { path, weights, storedType } = model;
  const { sha256, metrics: _, measuredOn: __, ...card } = model.card;
  if (card.task === 'multibox') {
    throw new RcnnError(
      'bad-option',
      `Expected a classifier or a detector, but ${path} is a MultiBox head, which is too small to gain from it. Quantize the detector whose trunk it shares.`,
    );
  }
  const { out, command, ...measuring } = options;
  const engine = await loadEngine('onnx');
  const { ranges, photographs } = await measureRanges(model, { ...measuring, engine });
  const quantized = { from: card.quantized?.from ?? sha256, photographs, command };
  const name = card.quantized ? card.name : `${card.name}${EIGHT_BIT_ENDING}`;
  const dtype = storedType === 'float32' ? 'float32' : 'float16';
  const arrays = new Map([...withoutRanges(weights), ...rangeArrays(ranges)]);
  return saveModel(out, { ...card, name, quantized }, arrays, { dtype });
}
