import { createHash } from 'node:crypto';
import type { Model } from '../weights/model-file.js';
import { type TrunkParts, trunkParts } from './trunk-parts.js';

export interface Trunk extends Pick<TrunkParts, 'network' | 'weights'> {
  /** SHA-256 of its {@link TrunkParts}: what was trained on one trunk's maps fits no other's. */
  readonly sha256: string;
}

/** The trunk of a model, checked. @throws RcnnError `bad-weights` when its arrays are missing or misshaped */
export function trunkOf(model: Model): Trunk {
  const { network, weights, hashed } = trunkParts(model);
  const hash = createHash('sha256');
  for (const part of hashed) hash.update(part);
  return { network, weights, sha256: hash.digest('hex') };
}
