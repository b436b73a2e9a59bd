import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { detectorRecord } from '../../../../detection/record.js';
import type { Dataset } from '../../../datasets/records.js';
import { loadEngine } from '../../../engines/index.js';
import { makeFolder } from '../../../platform/node/make-folder.js';
import type { LongWork } from '../../../progress.js';
import { RunLock } from '../../../runs/run-lock.js';
import { loadModel, type Model } from '../../../weights/model-file.js';
import type { Weights } from '../../../weights/weights.js';
import { createRegionTrainer } from '../../onnx/create-region-trainer.js';
import type { RegionTrainer, RegionTrainerOptions } from '../../onnx/region-trainer.js';
import type { TrainingLoopOptions, TrainingOutcome } from '../../run/training-loop.js';
import type { HeldOut } from '../held-out.js';
import {
  baseNetwork,
  cellsOf,
  type DetectorFileOptions,
  HEADS,
  saveDetector,
  startingDetectorWeights,
} from './detector-file.js';
import { expectReadable } from './expect-readable.js';
import { finishRun } from './finish-detector.js';
import { addPruning } from './fit-pruning.js';
import { fitToTime } from './fit-to-time.js';
import type { DividedData } from './hold-out.js';
import { type KeptProposals, openProposals } from './kept-proposals.js';
import { measureDetector } from './measure-detector.js';
import { readNetworkRunData } from './read-data.js';
import { RegionExamples } from './region-examples.js';
import { RegionTask } from './region-task.js';
import { claimNetworkRun, type FineTuneConfig, fineTuneRecord, readFineTuneConfig } from './run-config.js';
import { trainNetworkRun } from './train-network-run.js';
import { trainingWords } from './training-words.js';

/** What a fine-tuning came to. */
export interface FineTuned extends TrainingOutcome {
  /** What the finished detector found on photographs that it has not learnt from; absent when it was finished before. */
  readonly heldOut?: HeldOut;
  readonly data: DividedData;
}

export interface FineTuneOptions
  extends LongWork,
    Pick<TrainingLoopOptions, 'onBegin' | 'onStep' | 'onValidation'> {
  readonly config: FineTuneConfig;
  /** Folder of the run; is made, and resumed when it holds one. */
  readonly run: string;
  /** How long a run that begins may take in all, instead of the settings' steps; they are kept with the run. */
  readonly minutes?: number;
  /** Called once, before any work, with what is learnt from and measured on. */
  readonly onData?: (data: DividedData) => void;
  /** Photographs of a step that are computed side by side; default: as many as there are cores, at most 2. */
  readonly workers?: number;
}

/**
 * Trains a detector's whole network on regions of photographs: trunk, inception 5 and both heads in one step
 * (Fast R-CNN, arXiv 1504.08083, on GoogLeNet). Interrupted in any way, the same call resumes. Writes
 * `final.safetensors` into the run's folder, and `best.safetensors` where it is validated on the way.
 *
 * @throws RcnnError `bad-dataset`, `bad-image`, `bad-option`, `diverged`, `disk-full`
 */
export async function fineTune(options: FineTuneOptions): Promise<FineTuned> {
  const { run, signal, onProgress, onData } = options;
  const began = performance.now();
  const data = await readNetworkRunData(options.config, options);
  onData?.(data);
  const base = await loadModel(options.config.base);
  await makeFolder(run);
  using _lock = new RunLock(run);
  const begun = await readFineTuneConfig(run);
  if (!begun) await expectReadable([data.whole, data.validation], { signal, onProgress });
  const proposals = await openProposals(options);
  const classes = data.dataset.classes.map(({ name }) => name);
  const given = { ...data, base, classes, proposals };
  const config = await plannedConfig(given, { ...options, began, begun });
  const planned = { ...options, config };
  await claimNetworkRun(run, fineTuneRecord, { config, data, base });
  await using trainer = await createRegionTrainer(trainerOptions(given, planned));
  const material = { ...given, trainer };
  const outcome = await trainOn(material, planned);
  if (!outcome.finished) return { ...outcome, data };
  await prune(material, planned);
  const heldOut = await finishRun(material, planned);
  return { ...outcome, data, ...(heldOut && { heldOut }) };
}

/** The configuration with the steps that the minutes allow: those of the run where it has begun. */
async function plannedConfig(
  given: Omit<Material, 'trainer'>,
  options: FineTuneOptions & { readonly began: number; readonly begun: FineTuneConfig | undefined },
): Promise<FineTuneConfig> {
  const { config, minutes, began, begun, signal, onProgress } = options;
  if (minutes === undefined) return config;
  if (begun) {
    const { steps, warmUp, averageDecay, validation } = begun.settings;
    return { ...config, settings: { ...config.settings, steps, warmUp, averageDecay, validation } };
  }
  await using trainer = await createRegionTrainer(trainerOptions(given, options));
  const { settings } = config;
  const work = { trainer, minutes, began, settings, signal, onProgress };
  return { ...config, settings: await fitToTime({ ...given, ...work, ...ofBase(given.base) }) };
}

/** Unless that has been done. */
async function prune(
  { dataset, proposals }: Pick<Material, 'dataset' | 'proposals'>,
  { config, run, signal, onProgress }: FineTuneOptions,
): Promise<void> {
  const { pruning, seed } = config.settings;
  const model = await loadModel(join(run, 'final.safetensors'));
  if (pruning === null || detectorRecord(model).shared?.keep !== undefined) return;
  const engine = await loadEngine('auto');
  await addPruning(model, { ...pruning, dataset, proposals, engine, seed, signal, onProgress });
}

/** What examples depend on of the base. */
function ofBase({ card: { preprocessing, sha256 } }: Model) {
  return { preprocessing, baseSha256: sha256 };
}

function trainerOptions(
  { base, classes }: { base: Model; classes: readonly string[] },
  { config, workers }: FineTuneOptions,
): RegionTrainerOptions {
  const { seed, trainFrom, dropout, momentum, weightDecay, clip, averageDecay } = config.settings;
  const { regions, candidates } = config.settings;
  return {
    network: baseNetwork(base.card),
    weights: startingDetectorWeights(base, classes),
    classes: classes.length,
    heads: HEADS,
    cells: cellsOf(base, config.settings),
    ...(candidates !== undefined && { hardest: regions }),
    ...{ seed, trainFrom, dropout, momentum, weightDecay, clip, averageDecay, workers },
  };
}

interface Material {
  readonly dataset: Dataset;
  readonly validation: Dataset;
  readonly base: Model;
  readonly classes: readonly string[];
  readonly proposals: KeptProposals;
  readonly trainer: RegionTrainer;
}

async function trainOn(material: Material, options: FineTuneOptions): Promise<TrainingOutcome> {
  const { dataset, base, proposals, trainer } = material;
  const { config } = options;
  const { settings } = config;
  const file = fileOptions(material, config);
  const task = new RegionTask({
    ...{ trainer, settings },
    examples: new RegionExamples({ dataset, settings, proposals, ...ofBase(base) }),
    publish: async (path, weights, metrics) => {
      await saveDetector(path, weights, { ...file, metrics });
    },
    measure: (weights) => measureWeights(weights, file, material, options),
  });
  return await trainNetworkRun(task, options);
}

function fileOptions({ dataset, base, classes }: Material, config: FineTuneConfig): DetectorFileOptions {
  const { settings, name } = config;
  return { base, classes, settings, name, ...trainingWords('--fine-tune', { dataset, base }, config) };
}

/** The detector as it would be published now, on the validation sample. */
async function measureWeights(
  weights: Weights,
  file: DetectorFileOptions,
  { validation, proposals }: Material,
  { config, run, onProgress }: FineTuneOptions,
): Promise<number> {
  const folder = await mkdtemp(join(run, 'measure-'));
  try {
    const path = join(folder, 'model.safetensors');
    await saveDetector(path, weights, { ...file, metrics: {} });
    const given = { dataset: validation, proposals, onProgress };
    return await measureDetector(path, { ...given, ...config.settings.validation! });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
