import { join } from 'node:path';
import { loadEngine } from '../../../engines/index.js';
import { makeFolder } from '../../../platform/node/make-folder.js';
import { RunLock } from '../../../runs/run-lock.js';
import { loadModel, type Model } from '../../../weights/model-file.js';
import { ClassifierTask } from '../../classifier/classifier-task.js';
import { OnnxClassifierTrainer } from '../../onnx/onnx-classifier-trainer.js';
import type { TrainingOutcome } from '../../run/training-loop.js';
import type { TaskWords } from '../../run/training-task.js';
import { expectReadable } from '../fine-tune/expect-readable.js';
import type { FineTuned, FineTuneOptions } from '../fine-tune/fine-tune.js';
import { finishRun } from '../fine-tune/finish-detector.js';
import { type KeptProposals, openProposals } from '../fine-tune/kept-proposals.js';
import { type NetworkRunData, readNetworkRunData } from '../fine-tune/read-data.js';
import { claimNetworkRun } from '../fine-tune/run-config.js';
import { trainNetworkRun } from '../fine-tune/train-network-run.js';
import { trainingWords } from '../fine-tune/training-words.js';
import { type RcnnConfig, rcnnRecord, readRcnnConfig } from './run-config.js';
import { rateAt } from './settings.js';
import { makeWindowDetector } from './window-detector.js';
import {
  expectWindowSide,
  saveWindowModel,
  type WindowModelOptions,
  windowNetwork,
  windowWeights,
} from './window-network.js';
import { WindowSource } from './window-source.js';

export interface RcnnOptions extends Omit<FineTuneOptions, 'config' | 'minutes'> {
  readonly config: RcnnConfig;
}

/** As Caffe trains: biases learn at twice the rate, and the last weights are the model. */
const UPDATE = { biasRate: 2, averaging: null, network: { batchNorm: false } } as const;

const words: TaskWords = {
  rateSetting: '"rate"',
  captions: {
    accuracy:
      'Accuracy in percent over epochs, background counted as a class. Training: the windows of the steps, dropout on; validation: windows of held-out photographs.',
    loss: 'Loss of the classes of the windows over epochs.',
  },
};

/**
 * R-CNN's own training (arXiv 1311.2524, section 2.3 and appendices A to C), as the detection entry of GoogLeNet's paper
 * used it: the network learns to classify warped windows, then support vector machines and box regressions learn from its
 * features. Interrupted in any way, the same call resumes. Writes `final.safetensors` into the run's folder: a detector
 * that sees crops.
 *
 * @throws RcnnError `bad-dataset`, `bad-image`, `bad-option`, `diverged`, `disk-full`
 */
export async function trainRcnn(options: RcnnOptions): Promise<FineTuned> {
  const { config, run, signal, onProgress, onData } = options;
  const data = await readNetworkRunData(config, options);
  onData?.(data);
  const base = await loadModel(config.base);
  expectWindowSide(base);
  await makeFolder(run);
  using _lock = new RunLock(run);
  if (!(await readRcnnConfig(run)))
    await expectReadable([data.whole, data.validation], { signal, onProgress });
  const proposals = await openProposals(options);
  await claimNetworkRun(run, rcnnRecord, { config, data, base });
  const material = { ...data, base, proposals };
  const outcome = await trainNetwork(material, options);
  if (!outcome.finished) return { ...outcome, data };
  await addHeads(data, options);
  const heldOut = await finishRun(material, options);
  return { ...outcome, data, ...(heldOut && { heldOut }) };
}

interface Material extends NetworkRunData {
  readonly base: Model;
  readonly proposals: KeptProposals;
}

async function trainNetwork(material: Material, options: RcnnOptions): Promise<TrainingOutcome> {
  using task = await windowTask(material, options);
  return await trainNetworkRun(task, options);
}

async function windowTask(
  { dataset, validation, base, proposals }: Material,
  { config, workers }: RcnnOptions,
): Promise<ClassifierTask> {
  const { settings } = config;
  const { preprocessing } = base.card;
  const classes = dataset.classes.map(({ name }) => name);
  const trainer = await OnnxClassifierTrainer.create({
    network: windowNetwork(base.card, classes.length),
    weights: windowWeights(base, classes, settings.seed),
    settings: { ...settings, ...UPDATE },
    size: { width: preprocessing.inputSize, height: preprocessing.inputSize },
    ...(workers !== undefined && { threads: workers }),
  });
  const file: WindowModelOptions = {
    ...{ base, classes, name: config.name },
    ...trainingWords('--recipe rcnn', { dataset, base }, config),
  };
  return new ClassifierTask({
    trainer,
    source: new WindowSource({ dataset, validation, settings, preprocessing, proposals }),
    steps: settings.steps,
    rate: (step) => rateAt(step, settings),
    words,
    publish: (path, weights, metrics) => saveWindowModel(path, weights, { ...file, metrics }),
  });
}

/** Unless that has been done. */
async function addHeads(
  { dataset, whole, hashes }: NetworkRunData,
  { config, run, signal, onProgress }: RcnnOptions,
): Promise<void> {
  const model = await loadModel(join(run, 'final.safetensors'));
  if (model.card.task === 'detector') return;
  const known = new Map(whole.images.map(({ id }, i) => [id, hashes[i]!]));
  await makeWindowDetector(model, {
    ...{ dataset, run, seed: config.settings.seed, signal, onProgress },
    hashes: dataset.images.map(({ id }) => known.get(id)!),
    engine: await loadEngine('auto'),
  });
}
