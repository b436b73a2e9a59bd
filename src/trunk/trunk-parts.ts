import { googlenet } from '../googlenet/googlenet.js';
import type { Network } from '../googlenet/layer.js';
import { parametersOf } from '../googlenet/parameters.js';
import { trunkNetwork } from '../googlenet/region-network.js';
import { checkWeights } from '../weights/check-weights.js';
import type { Model } from '../weights/model-file.js';
import type { Weights } from '../weights/weights.js';

export interface TrunkParts {
  readonly network: Network;
  readonly weights: Weights;
  /** What the hash of a trunk covers, in order: its arrays, and what else the maps depend on. */
  readonly hashed: readonly (string | Uint8Array)[];
}

/** The trunk of a model, checked. @throws RcnnError `bad-weights` when its arrays are missing or misshaped */
export function trunkParts({ card, weights, path }: Pick<Model, 'card' | 'weights' | 'path'>): TrunkParts {
  const network = trunkNetwork(googlenet({ ...card.network, auxiliary: false }));
  const names = parametersOf(network).map(({ name }) => name);
  const own: Weights = new Map(
    names.flatMap((name) => (weights.has(name) ? [[name, weights.get(name)!]] : [])),
  );
  checkWeights(network, own, path);
  const arrays = names.flatMap((name) => {
    const { data } = own.get(name)!;
    return [name, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
  });
  const norm = card.network.localResponseNorm ? [] : ['no local response normalisation'];
  return { network, weights: own, hashed: [...norm, ...arrays] };
}
