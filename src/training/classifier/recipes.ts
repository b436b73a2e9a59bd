/** Named settings to begin with; a run may override any of their values. */
import { RcnnError, unknownName } from '../../errors.js';
import { CENTRE_SHARE } from '../../geometry/centre-crop.js';
import { checkSettings, type TrainingSettings } from './settings.js';

/**
 * "Going Deeper with Convolutions", section 6; what the paper leaves open is taken from the public
 * replication (bvlc_googlenet/solver.prototxt): the first rate 0.01, batches of 32, weight decay 2e-4, biases at
 * twice the rate.
 */
const paper: TrainingSettings = {
  seed: 1,
  // The replication's 10 million images are 250 epochs of a data set of Imagenette's size and 8 of ImageNet.
  epochs: 250,
  batch: 32,
  resolution: [{ fromEpoch: 0, side: 224 }],
  network: { modules: 'reduced', width: 1, auxiliary: true, localResponseNorm: true, batchNorm: false },
  schedule: { kind: 'step', base: 0.01, factor: 0.96, everyEpochs: 8 },
  momentum: 0.9,
  weightDecay: 2e-4,
  biasRate: 2,
  // Looks back over about a thousand steps; the paper gives no number.
  averaging: { decay: 0.999 },
  patches: { area: [0.08, 1], photometric: true },
  validation: { side: 224, share: CENTRE_SHARE, everyEpochs: 1 },
  // Some minutes on two cores.
  checkpointSteps: 250,
};

/** The replication's quick solver (bvlc_googlenet/quick_solver.prototxt): the rate falls to 0, power 0.5. */
const quick: TrainingSettings = {
  ...paper,
  epochs: 60,
  schedule: { kind: 'polynomial', base: 0.01, power: 0.5 },
};

/**
 * For some thousand photographs and some hours: batch normalisation in place of local response normalisation (Ioffe and
 * Szegedy, arXiv 1502.03167, section 4.2.1). Small patches first, an epoch of which costs a fraction; without auxiliary
 * classifiers, whose hidden layers read a map of one size, so that patches can grow. docs/results/imagenette.md has what
 * it reaches, and what each choice gives.
 */
const batchNorm: TrainingSettings = {
  ...quick,
  epochs: 32,
  resolution: [
    { fromEpoch: 0, side: 64 },
    { fromEpoch: 12, side: 96 },
    { fromEpoch: 27, side: 128 },
  ],
  network: { ...paper.network, auxiliary: false, localResponseNorm: false, batchNorm: true },
  // At 0.02 and more the classifier, whose inputs are all positive, is thrown about in the first epochs.
  schedule: { kind: 'polynomial', base: 0.006, power: 1 },
  weightDecay: 5e-4,
  // 30 epochs are too few for the hardest patches; the paper's 8 % are for 250.
  patches: { area: [0.3, 1], photometric: false },
  // Objects look smaller in whole photographs than in patches: a larger side makes up for it (Touvron et al.,
  // arXiv 1906.06423).
  validation: { side: 160, share: 1, everyEpochs: 4 },
};

/** For the last layers of a trained network on features that are computed once: an epoch takes seconds. */
const fineTune: TrainingSettings = {
  ...paper,
  epochs: 20,
  network: { ...paper.network, auxiliary: false },
  schedule: { kind: 'polynomial', base: 0.003, power: 1 },
  averaging: null,
  // The largest square: the borders of small photographs tell more than the sharper middle.
  validation: { side: 224, share: 1, everyEpochs: 5 },
};

const recipes = { paper, quick, 'batch-norm': batchNorm, 'fine-tune': fineTune } as const;
type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as readonly RecipeName[];

/**
 * A recipe's settings with some of them overridden: records are merged, lists replaced.
 *
 * @param source names the overrides in the message, a file usually
 * @throws RcnnError `bad-option` for an unknown name or a wrong value
 */
export function settingsFor(
  name: string,
  overrides: unknown = {},
  source = 'the overrides',
): TrainingSettings {
  if (!Object.hasOwn(recipes, name)) throw unknownName('the recipe', name, recipeNames);
  if (!isRecord(overrides)) {
    throw new RcnnError('bad-option', `Expected ${source} to be a record like {"epochs": 10}.`);
  }
  return checkSettings(merged(recipes[name as RecipeName], overrides), source);
}

function merged(base: Readonly<Record<string, unknown>>, over: Readonly<Record<string, unknown>>) {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    // Another kind of schedule has other values: it replaces the whole.
    const merges =
      isRecord(below) && isRecord(value) && !('kind' in value && value['kind'] !== below['kind']);
    result[key] = merges ? merged(below, value) : value;
  }
  return result;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
