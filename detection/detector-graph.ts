import { RcnnError } from '../src/errors.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import { encodeDetector } from '../src/onnx/detector-graph.js';
import { cardKey } from '../src/weights/model-card.js';
import type { Model } from '../src/weights/model-file.js';
import { detectorRecord, headsFor } from './record.js';

/**
 * A detector as one ONNX graph (see src/onnx/detector-graph.ts), its card inside as the metadata `googlenet-rcnn`. It sees regions
 * of the shared map; which of them are worth it (`keep`) is left to the caller.
 *
 * @throws RcnnError `bad-weights`; `bad-option` for a detector with heads for crops alone
 */
export function detectorGraph(model: Model): Uint8Array {
  const { card, weights, path } = model;
  const record = detectorRecord(model);
  if (!record.shared) {
    throw new RcnnError(
      'bad-option',
      `Expected ${path} to hold heads for "shared" regions, but it holds none.`,
    );
  }
  return encodeDetector({
    network: googlenet({ ...card.network, auxiliary: false }),
    weights,
    preprocessing: card.preprocessing,
    ...headsFor('shared', card.classes.length, record),
    context: record.shared.context,
    cells: record.shared.cells,
    metadata: { [cardKey]: JSON.stringify(card) },
  });
}
