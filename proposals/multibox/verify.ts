import { googlenet } from '../../src/googlenet/googlenet.js';
import { mapChannels } from '../../src/googlenet/region-network.js';
import type { Model } from '../../src/weights/model-file.js';
import { multiBoxArrays } from './multibox.js';
import { multiBoxRecord } from './record.js';

/**
 * Checks a MultiBox head without its trunk: the card's record, every array's name and shape.
 *
 * @throws RcnnError `bad-weights` that says what is wrong
 */
export function verifyMultiBox(model: Model): void {
  multiBoxRecord(model);
  multiBoxArrays(model, mapChannels(googlenet({ ...model.card.network, auxiliary: false })));
}
