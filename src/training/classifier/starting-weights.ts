import type { ClassRecord } from '../../datasets/records.js';
import { googlenet } from '../../googlenet/googlenet.js';
import type { Network } from '../../googlenet/layer.js';
import { checkWeights } from '../../weights/check-weights.js';
import type { Model } from '../../weights/model-file.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { initialWeights } from '../network/initialise.js';

const CLASSIFIER = 'loss3/classifier';

export interface StartingWeightsOptions {
  readonly base: Pick<Model, 'card' | 'weights' | 'path'>;
  /** In the order of the network's outputs. */
  readonly classes: readonly ClassRecord[];
  /** Of the rows that begin anew. */
  readonly seed: number;
}

/**
 * What a fine-tuning begins with: the base's arrays. Only the classifier has other classes; those that the base knows by
 * the same WordNet id keep their row, the others begin anew.
 *
 * @param network as the base's card describes it, but for the classes
 * @throws RcnnError `bad-weights` when the base's arrays are not its network's
 */
export function startingClassifierWeights(
  network: Network,
  { base: { card, weights: base, path }, classes, seed }: StartingWeightsOptions,
): Weights {
  checkWeights(googlenet({ ...card.network, auxiliary: false }), base, path);
  const fresh = initialWeights(network, seed);
  const known = new Map(card.classes.flatMap(({ wnid }, row) => (wnid ? [[wnid, row] as const] : [])));
  const rows = classes.map(({ wnid }) => (wnid === undefined ? undefined : known.get(wnid)));
  return new Map(
    [...fresh].map(([name, anew]) => {
      const own = base.get(name)!;
      return [name, name.startsWith(`${CLASSIFIER}/`) ? withRows(anew, own, rows) : own] as const;
    }),
  );
}

/** @param rows of the base, one for each of the array's own; undefined keeps it */
function withRows(array: WeightArray, base: WeightArray, rows: readonly (number | undefined)[]): WeightArray {
  const [count] = array.shape as [number];
  const length = array.data.length / count;
  const data = array.data.slice();
  for (const [place, row] of rows.entries()) {
    if (row !== undefined) data.set(base.data.subarray(row * length, (row + 1) * length), place * length);
  }
  return { ...array, data };
}
