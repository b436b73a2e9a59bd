import { FEATURE_LAYER } from '../classification/options.js';
import type { EngineChoice } from '../engines/index.js';
import { googlenet } from '../googlenet/googlenet.js';
import { subnetwork } from '../googlenet/subnetwork.js';
import { loadModel } from '../weights/model-file.js';
import { engineOf, type RunRequest } from './compute-run.js';
import { type RunSet, runImages } from './run-images.js';
import { CLASSIFY_BATCH } from './write-in-batches.js';

export interface PlanFeaturesOptions {
  readonly model: string;
  readonly engine?: EngineChoice;
  /** Default: what the classifier's last layer sees. */
  readonly layer?: string | undefined;
}

/** What describing photographs by a layer of a classifier is. @throws RcnnError `bad-option` for an unknown layer */
export async function planFeatures(
  set: RunSet,
  { model, engine: choice, layer = FEATURE_LAYER }: PlanFeaturesOptions,
): Promise<RunRequest> {
  const [engine, { card }] = await Promise.all([engineOf(choice), loadModel(model, 'classifier')]);
  subnetwork(googlenet({ ...card.network, auxiliary: false }), { to: [layer] });
  return {
    task: 'features',
    model: card,
    images: runImages(set),
    options: { engine, layer },
    files: { models: [model] },
    batch: CLASSIFY_BATCH,
    ...(layer !== FEATURE_LAYER && { variant: layer }),
  };
}
