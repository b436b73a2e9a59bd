import { verifyMultiBox } from '../proposals/multibox/verify.js';
import { googlenet } from '../src/googlenet/googlenet.js';
import { checkWeights } from '../src/weights/check-weights.js';
import type { Model } from '../src/weights/model-file.js';
import { verifyDetector } from './verify-detector.js';

/**
 * Checks a loaded model's arrays against the network that its card describes.
 *
 * @throws RcnnError `bad-weights` that lists what is missing, extra or misshaped
 */
export function verifyAnyModel(model: Model): void {
  const { card, weights, path } = model;
  if (card.task === 'detector') verifyDetector(model);
  else if (card.task === 'multibox') verifyMultiBox(model);
  else checkWeights(googlenet(card.network), weights, path);
}
