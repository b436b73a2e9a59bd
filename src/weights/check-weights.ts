import { RcnnError } from '../errors.js';
import type { Network } from '../googlenet/layer.js';
import { parametersOf } from '../googlenet/parameters.js';
import { isRange, rangeNames } from './ranges.js';
import type { Weights } from './weights.js';

/**
 * Strict loading: every trained array of the network is there in its shape, and nothing else except ranges of its values.
 *
 * @param source names the weights in the message: a file, usually
 * @throws RcnnError `bad-weights` that lists all missing, extra and misshaped arrays
 */
export function checkWeights(network: Network, weights: Weights, source = 'the weights'): void {
  const specs = parametersOf(network);
  const ranges = rangeNames(network);
  const known = new Set([...specs.map(({ name }) => name), ...ranges]);
  const missing = specs.filter(({ name }) => !weights.has(name)).map(({ name }) => name);
  const extra = [...weights.keys()].filter((name) => !known.has(name));
  const misshaped = specs.flatMap(({ name, shape }) => {
    const found = weights.get(name);
    if (!found || sameShape(found.shape, shape)) return [];
    return [`${name} (expected [${shape.join(', ')}], got [${found.shape.join(', ')}])`];
  });
  const badRanges = ranges.filter((name) => weights.has(name) && !isRange(weights.get(name)!));
  if (missing.length + extra.length + misshaped.length + badRanges.length === 0) return;
  const lists = Object.entries({ missing, extra, misshaped, 'not [lowest, highest]': badRanges })
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `\n  ${what} (${names.length}): ${names.join(', ')}`);
  throw new RcnnError(
    'bad-weights',
    `Expected ${source} to hold the network's ${specs.length} arrays exactly, but these differ:${lists.join('')}`,
  );
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((side, i) => side === b[i]);
}
