import { googlenet } from '../src/googlenet/googlenet.js';
import { withPruning } from '../src/googlenet/pruning-network.js';
import { cropNetwork } from '../src/googlenet/region-network.js';
import { checkWeights } from '../src/weights/check-weights.js';
import type { Model } from '../src/weights/model-file.js';
import { REGION_MODES } from './modes/modes.js';
import { detectorRecord, headsFor, pruningOf } from './record.js';

/**
 * Checks a detector's arrays strictly: the network up to the pooled features and the heads of every way to see
 * regions that its record names, and those that choose regions, nothing else.
 *
 * @throws RcnnError `bad-weights` that lists what is missing, extra or misshaped, or what is wrong with the record
 */
export function verifyDetector(model: Model): void {
  const { card, weights, path } = model;
  const record = detectorRecord(model);
  const modes = REGION_MODES.filter((mode) => record[mode]);
  const heads = modes.flatMap((mode) => Object.values(headsFor(mode, card.classes.length, record)));
  const network = googlenet({ ...card.network, auxiliary: false });
  checkWeights(withPruning(cropNetwork(network, { heads }), pruningOf(model)), weights, path);
}
