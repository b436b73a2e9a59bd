import type { ClassRecord } from '../../datasets/records.js';
import type { Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import type { Model } from '../../weights/model-file.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { initialWeights } from '../initialise.js';

const CLASSIFIER = 'loss3/classifier';

export interface StartingWeightsOptions {
  readonly base: Pick<Model, 'card' | 'weights'>;
  /** In the order of the network's outputs. */
  readonly classes: readonly ClassRecord[];
  /** Of the rows that begin anew. */
  readonly seed: number;
}

/**
 * What a fine-tuning begins with: the base's arrays where they fit. The classifier has other classes; those that the
 * base knows by the same WordNet id keep their row, the others begin anew.
 */
export function startingWeights(
  network: Network,
  { base: { card, weights: base }, classes, seed }: StartingWeightsOptions,
): Weights {
  const fresh = initialWeights(network, seed);
  const known = new Map(card.classes.flatMap(({ wnid }, row) => (wnid ? [[wnid, row] as const] : [])));
  const rows = classes.map(({ wnid }) => (wnid === undefined ? undefined : known.get(wnid)));
  return new Map(
    parametersOf(network).map(({ name, shape }) => {
      const [own, anew] = [base.get(name), fresh.get(name)!];
      if (name.startsWith(`${CLASSIFIER}/`)) return [name, withRows(anew, own, rows)] as const;
      return [name, own?.shape.join() === shape.join() ? own : anew] as const;
    }),
  );
}

/** @param rows of the base, one for each of the array's own; undefined keeps it */
function withRows(
  array: WeightArray,
  base: WeightArray | undefined,
  rows: readonly (number | undefined)[],
): WeightArray {
  const [count] = array.shape as [number];
  const length = array.data.length / count;
  if (!base || base.data.length / base.shape[0]! !== length) return array;
  const data = array.data.slice();
  for (const [place, row] of rows.entries()) {
    if (row !== undefined) data.set(base.data.subarray(row * length, (row + 1) * length), place * length);
  }
  return { ...array, data };
}
