import type { Engine } from '../../src/engines/engine.js';
import type { Network } from '../../src/googlenet/layer.js';
import { checkWeights } from '../../src/weights/check-weights.js';
import type { Model } from '../../src/weights/model-file.js';
import { arraysOf } from '../../src/weights/ranges.js';
import type { Weights } from '../../src/weights/weights.js';
import type { Heads } from '../heads.js';

/** What a way to see regions puts its scorer together from. */
export interface ModeOptions<ModeRecord> {
  readonly model: Model;
  /** What the model's card says of this way. */
  readonly record: ModeRecord;
  readonly heads: Heads;
  readonly engine: Engine;
  readonly threads?: number | undefined;
}

/** The arrays that a network uses, checked; a detector's file holds those of all ways to see a region. */
export function arraysFor(network: Network, { weights, path }: Model): Weights {
  const needed = arraysOf(network, weights);
  checkWeights(network, needed, path);
  return needed;
}
