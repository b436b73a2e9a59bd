import { FEATURE_LAYER } from '../../classification/options.js';
import { googlenet } from '../../googlenet/googlenet.js';
import { subnetwork } from '../../googlenet/subnetwork.js';
import { type RunSet, runImages } from '../../runs/run-images.js';
import { loadModel } from '../../weights/model-file.js';
import type { EngineOptions } from '../options/engine-options.js';
import { engineOf, type RunRequest } from './run.js';

/** What describing photographs by a layer of a classifier is. @throws RcnnError `bad-option` for an unknown layer */
export async function planFeatures(
  set: RunSet,
  { model, layer = FEATURE_LAYER, ...options }: EngineOptions & { model: string; layer?: string | undefined },
): Promise<RunRequest> {
  const [engine, { card }] = await Promise.all([engineOf(options), loadModel(model, 'classifier')]);
  subnetwork(googlenet({ ...card.network, auxiliary: false }), { to: [layer] });
  return {
    task: 'features',
    model: card,
    images: runImages(set),
    options: { engine, layer },
    files: { models: [model] },
    batch: 1,
    ...(layer !== FEATURE_LAYER && { variant: layer }),
  };
}
