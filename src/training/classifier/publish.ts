import { googlenet } from '../../googlenet/googlenet.js';
import { parametersOf } from '../../googlenet/parameters.js';
import type { Preprocessing } from '../../imaging/preprocessing.js';
import type { ModelCard, NewModelCard } from '../../weights/model-card.js';
import { saveModel } from '../../weights/model-file.js';
import { trainedFrom } from '../../weights/trained-from.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import type { ClassifierTaskOptions } from './classifier-task.js';
import type { RunConfig } from './run-config.js';
import type { TrainingData } from './training-data.js';

export interface PublishOptions {
  readonly config: RunConfig;
  readonly preprocessing: Preprocessing;
  /** Arrays that are not trained. */
  readonly below: Weights;
  readonly base?: ModelCard;
}

/** How a training writes its model: the network without auxiliary heads, with a card of what it learnt from. */
export function publisherFor(data: TrainingData, options: PublishOptions): ClassifierTaskOptions['publish'] {
  const { settings } = options.config;
  const { modules, width, localResponseNorm } = settings.network;
  const shape = { classes: data.train.classes.length, modules, width, localResponseNorm };
  const specs = parametersOf(googlenet(shape));
  return async (path, trained, metrics) => {
    const weights = new Map(
      specs.map(({ name }): [string, WeightArray] => [name, trained.get(name) ?? options.below.get(name)!]),
    );
    await saveModel(path, { ...cardOf(data, options), network: shape, metrics }, weights, {
      dtype: 'float32',
    });
  };
}

function cardOf(
  { train }: TrainingData,
  { config, preprocessing: { channelOrder, mean }, base }: PublishOptions,
): Omit<NewModelCard, 'network' | 'metrics'> {
  const { settings, recipe, fineTuning } = config;
  const what = `${train.images.length} photographs of ${train.classes.length} classes`;
  return {
    format: 1,
    name: 'classifier',
    task: 'classifier',
    preprocessing: {
      channelOrder,
      mean: [...mean],
      inputSize: settings.validation.side,
      centreShare: settings.validation.share,
    },
    classes: train.classes.map(({ name, wnid }) => ({ name, ...(wnid !== undefined && { wnid }) })),
    ...trainedFrom(base, what),
    training: {
      command: `train classifier --data <folder> --recipe ${recipe}${
        fineTuning ? ` --base ${base?.name} --train-from ${fineTuning.trainFrom}` : ''
      } --config <config.json's settings>`,
      data: what,
    },
  };
}
