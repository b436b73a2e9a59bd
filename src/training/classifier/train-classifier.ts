import { RcnnError } from '../../errors.js';
import { googlenet } from '../../googlenet/googlenet.js';
import type { Network } from '../../googlenet/layer.js';
import { parametersOf } from '../../googlenet/parameters.js';
import { BVLC_PREPROCESSING } from '../../imaging/preprocessing.js';
import { RunLock } from '../../runs/run-lock.js';
import { initialWeights } from '../network/initialise.js';
import { SIDE_MULTIPLE } from '../onnx/check-example.js';
import { trainInFolder } from '../run/train-in-folder.js';
import type { TrainingOutcome } from '../run/training-loop.js';
import { ClassifierTask } from './classifier-task.js';
import { fineTunedTask } from './fine-tuned-task.js';
import { makeTrainer } from './make-trainer.js';
import { PhotographSource } from './photograph-source.js';
import { contentsOf, namingUnreadable, photographsOf } from './photographs.js';
import { publisherFor } from './publish.js';
import { claimRunFolder, type RunConfig } from './run-config.js';
import { courseOf, sideAt, type TrainingSettings } from './settings.js';
import type { TrainClassifierOptions } from './train-options.js';
import { readTrainingData, type TrainingData } from './training-data.js';

/**
 * Trains GoogLeNet on photographs in a folder per class. Interrupted in any way, the same call resumes.
 *
 * @throws RcnnError `bad-dataset`, `bad-option`, `engine-unavailable`, `diverged`, `disk-full`
 */
export async function trainClassifier(options: TrainClassifierOptions): Promise<TrainingOutcome> {
  const { config, run } = options;
  const { settings } = config;
  // Before anything is written.
  if (!config.fineTuning) trainedNetwork(2, settings);
  checkSides(config);
  const data = await readTrainingData(config.data, { ...options, synsets: config.synsets });
  options.onData?.(data);
  // Features are kept of what is in the files. Training on the files themselves resumes at once, of a million too.
  const contents = config.fineTuning?.views ? { contents: await contentsOf(data, options) } : {};
  await claimRunFolder(run, { ...config, photographs: { ...photographsOf(data), ...contents } });
  using _lock = new RunLock(run);
  try {
    return await trainOn(data, options);
  } catch (error) {
    throw await namingUnreadable(error, data, options);
  }
}

async function trainOn(data: TrainingData, options: TrainClassifierOptions): Promise<TrainingOutcome> {
  const { config, run } = options;
  const { fineTuning, settings } = config;
  using task = fineTuning ? await fineTunedTask(data, fineTuning, options) : await scratchTask(data, options);
  return await trainInFolder(task, {
    ...options,
    folder: run,
    title: 'Training of a classifier',
    checkpointSteps: settings.checkpointSteps,
    validateSteps: settings.validation.everyEpochs * task.stepsPerEpoch,
  });
}

/** From fresh parameters. */
async function scratchTask(data: TrainingData, options: TrainClassifierOptions): Promise<ClassifierTask> {
  const { config } = options;
  const { settings } = config;
  const classes = data.train.classes.length;
  const network = trainedNetwork(classes, settings);
  const side = sideAt(settings, 0);
  const trainer = await makeTrainer(config.engine, {
    network,
    weights: initialWeights(network, settings.seed),
    settings,
    size: { height: side, width: side },
    threads: options.threads,
  });
  const source = new PhotographSource(data, { ...options, settings, preprocessing: BVLC_PREPROCESSING });
  return new ClassifierTask({
    ...{ trainer, source, ...courseOf(settings, source) },
    publish: publisherFor(data, { config, preprocessing: BVLC_PREPROCESSING, below: new Map() }),
  });
}

/**
 * @throws RcnnError `bad-option` for sides that ONNX Runtime's training does not take: its pools of stride 2 halve
 *   their maps exactly, five times
 */
function checkSides({ engine, fineTuning, settings: { resolution, validation } }: RunConfig): void {
  // Kept features are those of the validation's crops.
  const sides = fineTuning?.views ? [validation.side] : resolution.map(({ side }) => side);
  if (engine !== 'onnx' || sides.every((side) => side % SIDE_MULTIPLE === 0)) return;
  throw new RcnnError(
    'bad-option',
    `Expected the sides of the photographs to be multiples of ${SIDE_MULTIPLE}, but got ${sides.join(', ')}. Or train with "--engine tensorflow".`,
  );
}

/**
 * @throws RcnnError `bad-option` when the auxiliary classifiers, whose hidden layers read a map of a fixed size, would
 *   have to change it with the side of the patches
 */
function trainedNetwork(classes: number, { network: variant, resolution }: TrainingSettings): Network {
  const { batchNorm: _, ...rest } = variant;
  const [network, ...others] = resolution.map(({ side }) =>
    googlenet({ ...rest, classes, auxiliaryInputSize: side }),
  ) as [Network, ...Network[]];
  const shapes = (each: Network) => parametersOf(each).map(({ shape }) => shape.join());
  if (others.some((other) => shapes(other).join(' ') !== shapes(network).join(' '))) {
    throw new RcnnError(
      'bad-option',
      `Expected sides of patches that leave the auxiliary classifiers a map of one size, such as 96 to 128, but got ${resolution.map(({ side }) => side).join(', ')}. Or train with "network": {"auxiliary": false}.`,
    );
  }
  return network;
}
