import { createHash } from 'node:crypto';
import { googlenet } from '../googlenet/googlenet.js';
import type { Network } from '../googlenet/layer.js';
import { parametersOf } from '../googlenet/parameters.js';
import { trunkNetwork } from '../googlenet/region-network.js';
import { checkWeights } from '../weights/check-weights.js';
import type { Model } from '../weights/model-file.js';
import type { Weights } from '../weights/weights.js';

export interface Trunk {
  readonly network: Network;
  readonly weights: Weights;
  /** SHA-256 of the arrays and of what else the maps depend on: what was trained on one trunk's maps fits no other's. */
  readonly sha256: string;
}

/** The trunk of a model, checked. @throws RcnnError `bad-weights` when its arrays are missing or misshaped */
export function trunkOf({ card, weights, path }: Model): Trunk {
  const network = trunkNetwork(googlenet({ ...card.network, auxiliary: false }));
  const names = parametersOf(network).map(({ name }) => name);
  const own: Weights = new Map(
    names.flatMap((name) => (weights.has(name) ? [[name, weights.get(name)!]] : [])),
  );
  checkWeights(network, own, path);
  const hash = createHash('sha256');
  if (!card.network.localResponseNorm) hash.update('no local response normalisation');
  for (const name of names) {
    const { data } = own.get(name)!;
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return { network, weights: own, sha256: hash.digest('hex') };
}
