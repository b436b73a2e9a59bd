import { googlenet } from '../googlenet/googlenet.js';
import type { Network } from '../googlenet/layer.js';
import { parametersOf } from '../googlenet/parameters.js';
import { subnetwork } from '../googlenet/subnetwork.js';
import { checkWeights } from './check-weights.js';
import type { Model } from './model-file.js';
import type { Weights } from './weights.js';

/**
 * Checks a loaded model's arrays against the network that its card describes: all of a classifier's; of
 * other models those up to the pooled features, since what follows is their heads' own.
 *
 * @throws RcnnError `bad-weights` that lists what is missing, extra or misshaped
 */
export function verifyModel({ card, weights, path }: Model): void {
  const network = googlenet(card.network);
  if (card.task === 'classifier') {
    checkWeights(network, weights, path);
    return;
  }
  const features = subnetwork(network, { to: ['pool5/7x7_s1'] });
  checkWeights(features, only(features, weights), path);
}

function only(network: Network, weights: Weights): Weights {
  const names = new Set(parametersOf(network).map(({ name }) => name));
  return new Map([...weights].filter(([name]) => names.has(name)));
}
