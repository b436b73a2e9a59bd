/**
 * What each ingredient of the training gives: GoogLeNet from scratch on photographs in a folder per class (--data),
 * some epochs (--limit) a variant, each in a run of its own under runs/ingredients, so that a stopped benchmark resumes.
 * A few epochs show what makes learning begin, not where it ends.
 */
import { join } from 'node:path';
import { settingsFor } from '../src/training/classifier/recipes.js';
import type { TrainingSettings } from '../src/training/classifier/settings.js';
import { trainClassifier } from '../src/training/classifier/train-classifier.js';
import { defaultInputThreads } from '../src/training/input/input-threads.js';
import { type LogRecord, RunLog } from '../src/training/run/run-log.js';
import { sharedRoot } from '../test/support/shared-root.js';
import { type BenchOptions, printTable } from './bench.js';

/** Enough for the first quick progress; more would take a day for all variants. */
const EPOCHS = 4;
const SIDE = 64;
/** Larger than the patches, in which objects look larger than in whole photographs. */
const VALIDATION_SIDE = 80;

type Network = Partial<TrainingSettings['network']>;

/** What differs from the recipe `quick`. */
interface Variant {
  readonly network?: Network;
  readonly averaging?: null;
  /** The first, falling to 0. */
  readonly rate?: number;
  /** One after the other for equal numbers of epochs. */
  readonly sides?: readonly number[];
}

const batchNorm = { localResponseNorm: false, batchNorm: true };
const bare = { auxiliary: false, localResponseNorm: false };
const variants: Readonly<Record<string, Variant>> = {
  'recipe quick (auxiliary classifiers, local response norm, rate 0.01)': {},
  'without auxiliary classifiers': { network: { auxiliary: false } },
  'without local response norm': { network: { localResponseNorm: false } },
  'without averaging': { averaging: null },
  'batch norm instead of local response norm, rate 0.01': { network: batchNorm },
  'batch norm instead of local response norm, rate 0.006': { network: batchNorm, rate: 0.006 },
  'batch norm, no auxiliary classifiers, rate 0.01': { network: { ...bare, batchNorm: true } },
  'batch norm, no auxiliary classifiers, rate 0.006': { network: { ...bare, batchNorm: true }, rate: 0.006 },
  'batch norm, no auxiliary classifiers, rate 0.02': { network: { ...bare, batchNorm: true }, rate: 0.02 },
  'neither norm, no auxiliary classifiers, rate 0.006': { network: bare, rate: 0.006 },
  'batch norm, no auxiliary classifiers, rate 0.006, last half at 96 pixels': {
    network: { ...bare, batchNorm: true },
    rate: 0.006,
    sides: [SIDE, 96],
  },
};

interface Row {
  readonly name: string;
  /** Of the last epoch's training batches, with dropout. */
  readonly trainingTop1: number;
  /** One centre crop, of the averaged weights where there are any. */
  readonly top1: number;
  /** Of the processor in training, milliseconds an image; of a run that was stopped since it went on. */
  readonly cost: number;
}

export async function run({ data, limit = EPOCHS }: BenchOptions): Promise<unknown> {
  const root = data ?? join(sharedRoot, 'data', 'imagenette-160');
  const rows: Row[] = [];
  for (const name of Object.keys(variants)) rows.push(await measured(name, root, limit));
  printTable(
    ['variant', 'accuracy in the last epoch', 'top-1 on val', 'processor ms an image'],
    rows.map(({ name, trainingTop1, top1, cost }) => [
      name,
      `${(100 * trainingTop1).toFixed(1)} %`,
      `${(100 * top1).toFixed(1)} %`,
      cost.toFixed(1),
    ]),
  );
  return rows;
}

async function measured(name: string, data: string, epochs: number): Promise<Row> {
  const { sides = [SIDE], rate = 0.01, ...variant } = variants[name]!;
  const settings = settingsFor('quick', {
    epochs,
    resolution: sides.map((side, i) => ({ fromEpoch: Math.round((i * epochs) / sides.length), side })),
    validation: { side: Math.round((VALIDATION_SIDE * sides.at(-1)!) / SIDE), share: 1, everyEpochs: epochs },
    schedule: { base: rate },
    ...variant,
  });
  const folder = join('runs', 'ingredients', `${epochs} epochs, ${name}`);
  await trainClassifier({
    config: { format: 1, data, recipe: 'quick', engine: 'tensorflow', settings },
    run: folder,
    inputThreads: defaultInputThreads(),
    cacheBytes: 2 ** 31,
    onStep: ({ step, loss }, _, { steps }) => {
      if (step % 50 === 0) process.stderr.write(`${name}: step ${step}/${steps}, loss ${loss.toFixed(3)}\n`);
    },
  });
  return rowOf(name, epochs, await new RunLog(folder).read());
}

function rowOf(name: string, epochs: number, records: readonly LogRecord[]): Row {
  const steps = records.filter((record) => record.kind === 'step');
  const last = steps.filter(({ epoch }) => epoch === epochs - 1);
  const validation = records.findLast((record) => record.kind === 'validation')!;
  const { cpuSeconds, images } = validation.training;
  return {
    name,
    trainingTop1: last.reduce((sum, { accuracy }) => sum + accuracy, 0) / last.length,
    top1: validation.top1!,
    cost: (1000 * cpuSeconds) / images,
  };
}
