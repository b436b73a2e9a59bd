import { join } from 'node:path';
import { loadEngine } from '../../engines/index.js';
import { RcnnError } from '../../errors.js';
import { googlenet } from '../../googlenet/googlenet.js';
import type { Network } from '../../googlenet/layer.js';
import { expectTask } from '../../weights/expect-task.js';
import type { ModelCard } from '../../weights/model-card.js';
import { loadModel, type Model } from '../../weights/model-file.js';
import { withoutRanges } from '../../weights/ranges.js';
import type { Weights } from '../../weights/weights.js';
import { ClassifierTask, type ClassifierTaskOptions } from './classifier-task.js';
import { computeFeatures } from './compute-features.js';
import { type CutNetwork, cutBefore, parameterNames } from './cut-network.js';
import { FeatureSource } from './feature-source.js';
import { makeTrainer } from './make-trainer.js';
import { PhotographSource } from './photograph-source.js';
import { publisherFor } from './publish.js';
import type { RunConfig } from './run-config.js';
import { courseOf, sideAt, type TrainingSettings } from './settings.js';
import { startingClassifierWeights } from './starting-weights.js';
import type { TrainClassifierOptions } from './train-options.js';
import type { TrainingData } from './training-data.js';

type FineTuning = NonNullable<RunConfig['fineTuning']>;

type Learning = Pick<ClassifierTaskOptions, 'trainer' | 'source'>;

interface KeptFeaturesOptions {
  readonly base: Model;
  readonly options: TrainClassifierOptions;
  readonly views: number;
}

/**
 * What a fine-tuning does, given its base. Features are kept on disk when the lower layers take most of the
 * multiplications: then an epoch costs a fraction, at the price of two fixed views of each photograph.
 *
 * @throws RcnnError `bad-weights` when the base is no classifier, `bad-option` for an unknown layer or batch
 *   normalisation
 */
export async function planFineTuning(
  { base, trainFrom }: Pick<FineTuning, 'base' | 'trainFrom'>,
  settings: TrainingSettings,
): Promise<{ settings: TrainingSettings; fineTuning: FineTuning }> {
  if (settings.network.batchNorm) {
    throw new RcnnError(
      'bad-option',
      'Expected "batchNorm": false with a base, whose weights have no statistics to begin with.',
    );
  }
  const { card } = await loadBase(base);
  const { modules, width, localResponseNorm } = card.network;
  const network = { modules, width, localResponseNorm, auxiliary: false, batchNorm: false };
  const { lowerShare } = cutBefore(
    googlenet({ ...network, classes: card.network.classes }),
    trainFrom,
    settings.validation.side,
  );
  const views = lowerShare > 0.5 ? 2 : 0;
  return {
    settings: { ...settings, network },
    fineTuning: { base, baseSha256: card.sha256, trainFrom, views },
  };
}

/** The task of a run with `fineTuning` in its configuration; computes features first where they are kept. */
export async function fineTunedTask(
  data: TrainingData,
  { base: name, baseSha256, trainFrom, views }: FineTuning,
  options: TrainClassifierOptions,
): Promise<ClassifierTask> {
  const { config } = options;
  const { settings } = config;
  const base = await loadBase(name, baseSha256);
  const { preprocessing } = base.card;
  const { classes } = data.train;
  const network = googlenet({ ...settings.network, classes: classes.length });
  const cut = cutBefore(network, trainFrom, settings.validation.side);
  const weights = startingClassifierWeights(network, { base, classes, seed: settings.seed });
  const trained = parameterNames(cut.upper);
  const below = new Map([...weights].filter(([parameter]) => !trained.has(parameter)));
  const publish = publisherFor(data, { config, preprocessing, below, base: base.card });
  const { trainer, source } =
    views > 0 && cut.lower
      ? await onKeptFeatures(data, { ...cut, lower: cut.lower }, { base, options, views, weights })
      : await onPhotographs(data, { network, trained, preprocessing, options, weights });
  return new ClassifierTask({ trainer, source, ...courseOf(settings, source), publish });
}

/** The upper layers alone, on features of the lower ones. */
async function onKeptFeatures(
  data: TrainingData,
  cut: CutNetwork & { readonly lower: Network },
  { weights, ...kept }: KeptFeaturesOptions & { readonly weights: Weights },
): Promise<Learning> {
  const { config, threads } = kept.options;
  const { settings } = config;
  const source = await keptFeatures(data, cut, kept);
  try {
    const layers = { network: cut.upper, weights, settings, size: cut.shape, threads };
    return { trainer: await makeTrainer(config.engine, layers), source };
  } catch (error) {
    source[Symbol.dispose]();
    throw error;
  }
}

/** The whole network, of which all but `trained` stays as it is. */
async function onPhotographs(
  data: TrainingData,
  {
    network,
    trained,
    preprocessing,
    options,
    weights,
  }: {
    readonly network: Network;
    readonly trained: ReadonlySet<string>;
    readonly preprocessing: ModelCard['preprocessing'];
    readonly options: TrainClassifierOptions;
    readonly weights: Weights;
  },
): Promise<Learning> {
  const { config, threads } = options;
  const { settings } = config;
  const side = sideAt(settings, 0);
  const trainer = await makeTrainer(config.engine, {
    ...{ network, weights, settings, threads },
    size: { height: side, width: side },
    frozen: (parameter) => !trained.has(parameter),
  });
  return { trainer, source: new PhotographSource(data, { ...options, settings, preprocessing }) };
}

async function loadBase(name: string, sha256?: string): Promise<Model> {
  const model = await loadModel(name);
  expectTask(model, 'classifier');
  const { card, path } = model;
  if (sha256 === undefined || sha256 === card.sha256) return model;
  throw new RcnnError(
    'bad-weights',
    `Expected ${path} to be the base that the run began with (SHA-256 ${sha256}), but it is another (${card.sha256}).`,
  );
}

async function keptFeatures(
  data: TrainingData,
  { lower, shape }: CutNetwork & { readonly lower: Network },
  { base, options, views }: KeptFeaturesOptions,
): Promise<FeatureSource> {
  const { config, run } = options;
  const { settings } = config;
  const file = {
    path: join(run, 'features.f16'),
    records: data.train.images.length * views + data.val.images.length,
    length: shape.channels * shape.height * shape.width,
  };
  await computeFeatures(data, {
    ...options,
    network: lower,
    weights: withoutRanges(base.weights),
    engine: await loadEngine('auto'),
    file,
    shape,
    preprocessing: base.card.preprocessing,
    side: settings.validation.side,
    share: settings.validation.share,
    views: views === 1 ? 1 : 2,
  });
  return FeatureSource.open(data, { settings, file, shape, views });
}
