/**
 * What each ingredient of the training gives: GoogLeNet from scratch on photographs in a folder per class (--data),
 * some epochs (--limit) a variant, each in a run of its own under runs/ingredients, so that a stopped benchmark goes on.
 * Few epochs tell what makes learning begin, not where it ends.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.js';
import { trainClassifier } from '../src/training/classifier/train-classifier.js';
import { settingsFor } from '../src/training/recipes.js';
import { RunLog } from '../src/training/run/run-log.js';
import { type BenchOptions, printTable } from './bench.js';

const EPOCHS = 4;
/** Smaller than any would train with, so that all variants take an hour and not a day. */
const SIDE = 64;
const VALIDATION_SIDE = 128;

const normalised = { localResponseNorm: false, batchNorm: true };
/** By name: what differs from the recipe `quick`. */
const variants: Readonly<
  Record<string, { network?: object; averaging?: null; schedule?: object; sides?: number[] }>
> = {
  'recipe quick': {},
  'without auxiliary classifiers': { network: { auxiliary: false } },
  'without local response normalisation': { network: { localResponseNorm: false } },
  'without averaging': { averaging: null },
  'batch normalisation for local response normalisation': {
    network: normalised,
    schedule: { base: 0.006 },
  },
  'the same without auxiliary classifiers': {
    network: { ...normalised, auxiliary: false },
    schedule: { base: 0.006 },
  },
  'the same at rate 0.02': {
    network: { ...normalised, auxiliary: false },
    schedule: { base: 0.02 },
  },
  'the same at rate 0.006, last half at 96 pixels': {
    network: { ...normalised, auxiliary: false },
    schedule: { base: 0.006 },
    sides: [SIDE, 96],
  },
};

interface Row {
  readonly name: string;
  /** Of the last epoch's training batches, with dropout. */
  readonly trainingTop1: number;
  /** Of the averaged weights, one centre crop. */
  readonly top1: number;
  readonly minutes: number;
}

export async function run({ data, limit = EPOCHS }: BenchOptions): Promise<unknown> {
  const shared = process.env['GOOGLENET_RCNN_DATA'] ?? join(packageRoot, '..', 'shared');
  const root = data ?? join(shared, 'data', 'imagenette-160');
  const rows = [];
  for (const name of Object.keys(variants)) rows.push(await measured(name, root, limit));
  printTable(
    ['variant', 'accuracy in the last epoch', 'top-1 on val', 'minutes'],
    rows.map(({ name, trainingTop1, top1, minutes }) => [
      name,
      `${(100 * trainingTop1).toFixed(1)} %`,
      `${(100 * top1).toFixed(1)} %`,
      minutes.toFixed(1),
    ]),
  );
  return rows;
}

async function measured(name: string, data: string, epochs: number): Promise<Row> {
  const { sides = [SIDE], ...variant } = variants[name]!;
  const settings = settingsFor('quick', {
    epochs,
    resolution: sides.map((side, i) => ({ fromEpoch: Math.round((i * epochs) / sides.length), side })),
    validation: { side: VALIDATION_SIDE, share: 1, everyEpochs: epochs },
    ...variant,
  });
  const folder = join('runs', 'ingredients', `${epochs} epochs, ${name}`);
  await trainClassifier({
    config: { format: 1, data, recipe: 'quick', settings },
    run: folder,
    inputThreads: Math.max(1, availableParallelism() >> 1),
    cacheBytes: 2 ** 31,
    onStep: ({ step, loss }, _, { steps }) => {
      if (step % 50 === 0) process.stderr.write(`${name}: step ${step}/${steps}, loss ${loss.toFixed(3)}\n`);
    },
  });
  const records = await new RunLog(folder).read();
  const last = records.findLast((record) => record.kind === 'validation')!;
  const steps = records
    .filter((record) => record.kind === 'step')
    .filter(({ epoch }) => epoch === epochs - 1);
  return {
    name,
    trainingTop1: steps.reduce((sum, { accuracy }) => sum + accuracy, 0) / steps.length,
    top1: last.top1,
    minutes: last.training.seconds / 60,
  };
}
