import { join } from 'node:path';
import { PRIORS_NAME } from '../../proposals/multibox/multibox.js';
import { headNetwork } from '../../proposals/multibox/network.js';
import { PRIORS } from '../../proposals/multibox/priors.js';
import { mapChannels } from '../../src/googlenet/region-network.js';
import { keyedStream } from '../../src/random/keyed-stream.js';
import { initialWeights } from '../../src/training/network/initialise.js';
import { trunkOf } from '../../src/trunk/trunk-of.js';
import { loadModel, saveModel } from '../../src/weights/model-file.js';
import type { WeightArray } from '../../src/weights/weights.js';

/**
 * Writes a MultiBox head with random weights and priors for the trunk of a detector. What it finds means nothing.
 *
 * @param options.shortSide of the images that its trunk sees; the tiny detector's own is 64
 * @param options.base named on the card; default: the detector's own name
 * @returns the path of the file
 */
export async function writeTinyMultiBox(
  folder: string,
  detector: string,
  { shortSide = 64, base: named }: { shortSide?: number; base?: string } = {},
): Promise<string> {
  const base = await loadModel(detector);
  const trunk = trunkOf(base);
  const random = keyedStream(7);
  const priors = new Float32Array(4 * PRIORS);
  for (let p = 0; p < PRIORS; p++) {
    const [x, y] = [0.6 * random(), 0.6 * random()];
    priors.set([x, y, x + 0.1 + 0.3 * random(), y + 0.1 + 0.3 * random()], 4 * p);
  }
  const weights = new Map<string, WeightArray>([
    ...initialWeights(headNetwork(mapChannels(trunk.network)), 3),
    [PRIORS_NAME, { data: priors, shape: [PRIORS, 4] }],
  ]);
  const { network, preprocessing, licence, origin, name } = base.card;
  const path = join(folder, `boxes-${shortSide}.safetensors`);
  await saveModel(
    path,
    {
      ...{ format: 1, name: 'tiny-boxes', task: 'multibox', network, preprocessing, classes: [], licence },
      ...{ origin, base: named ?? name, head: { trunkSha256: trunk.sha256, shortSide, longSide: 128 } },
    },
    weights,
    { dtype: 'float32' },
  );
  return path;
}
