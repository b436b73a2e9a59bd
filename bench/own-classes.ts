/**
 * What a detector of one's own classes achieves with few photographs: mAP with its interval, and seconds, against photographs per class,
 * three random choices of each. --data is a data set with `train` to choose from and `val` to measure on. Each row is
 * printed when it is measured; Ctrl-C prints the tables of the rows so far: all rows, and what docs/own-objects.md has of them.
 *
 * BENCH_BASE names another base, BENCH_COUNTS and BENCH_SEEDS other rows. BENCH_MINUTES also fine-tunes, for that long each;
 * BENCH_STEPS does so for that many steps, so that a busy machine takes longer and measures the same.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgressBar } from '../src/cli/output/progress-bar.js';
import { StopSignals } from '../src/cli/stop-signals.js';
import { selectImages } from '../src/datasets/edit.js';
import { readDataset, writeDataset } from '../src/datasets/formats.js';
import { mergeParts } from '../src/datasets/merge.js';
import type { Dataset } from '../src/datasets/records.js';
import { loadEngine } from '../src/engines/index.js';
import { expectedError, RcnnError, throwIfAborted } from '../src/errors.js';
import type { LongWork } from '../src/progress.js';
import { keyedStream, shuffled } from '../src/random/keyed-stream.js';
import { BENCH_PURPOSE } from '../src/random/purposes.js';
import { photographHashes } from '../src/runs/photograph-hashes.js';
import { headsOf } from '../src/training/detector/base-answers.js';
import { collectFeatures } from '../src/training/detector/collect-features.js';
import { fineTune } from '../src/training/detector/fine-tune/fine-tune.js';
import { ofFewSteps } from '../src/training/detector/fine-tune/fit-to-time.js';
import { fineTuneSettings, SHORT_RUN } from '../src/training/detector/fine-tune/settings.js';
import { type Estimate, judgeHeldOut } from '../src/training/detector/held-out.js';
import { heldOutDetections } from '../src/training/detector/held-out-detections.js';
import { KeptFeatures } from '../src/training/detector/kept-features.js';
import { trainDetector } from '../src/training/detector/train-detector.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { type BenchOptions, printTable } from './bench.js';
import { ownClassesTable } from './training/own-classes-table.js';
import { rawMaterial } from './training/raw-material.js';

const COUNTS = (process.env['BENCH_COUNTS'] ?? '5,10,14').split(',').map(Number);
const SEEDS = (process.env['BENCH_SEEDS'] ?? '1,2,3').split(',').map(Number);
const base = process.env['BENCH_BASE'] ?? 'voc';
const minutes = Number(process.env['BENCH_MINUTES'] ?? 0);
const steps = Number(process.env['BENCH_STEPS'] ?? 0);

/** Photographs that are new in the second training of a row. */
const NEW = 5;

interface Measured extends Partial<Estimate> {
  readonly way: string;
  /** Wall-clock time of the training alone. */
  readonly seconds: number;
  /** The same of a second training, with the features of all but {@link NEW} photographs kept. */
  readonly again?: number;
  readonly cpuSeconds: number;
}

interface Row extends Measured {
  readonly perClass: number;
  readonly photographs: number;
  readonly seed: number;
}

export async function run({ data, limit = Infinity }: BenchOptions): Promise<unknown> {
  if (data === undefined)
    throw new RcnnError('file-not-found', 'Expected --data, a data set with train and val.');
  const train = await readDataset(data, { split: 'train' });
  const whole = await readDataset(data, { split: 'val', classes: train.classes.map(({ name }) => name) });
  const val = selectImages(whole, [...whole.images.keys()].slice(0, limit));
  const folder = await mkdtemp(join(tmpdir(), 'own-classes-'));
  const rows: Row[] = [];
  using signals = new StopSignals();
  using bar = new ProgressBar({ unit: 'done' });
  const work = { signal: signals.signal, onProgress: bar.update };
  try {
    for await (const row of measured(train, { val, model: await loadModel(base), folder, ...work })) {
      rows.push(row);
      bar.end();
      process.stderr.write(`${JSON.stringify(row)}\n`);
    }
  } catch (error) {
    if (expectedError(error).code !== 'aborted') throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  bar.end();
  print(rows);
  process.stderr.write(ownClassesTable(rows));
  process.exitCode ??= await signals.exitCode();
  return rows;
}

/** Seed by seed, so that a stopped run has rows for every number of photographs. */
async function* measured(train: Dataset, given: Omit<Cell, 'chosen' | 'seed'>): AsyncGenerator<Row> {
  for (const seed of SEEDS) {
    for (const perClass of COUNTS) {
      const chosen = selectImages(train, drawn(train, perClass, seed));
      const which = { perClass, seed, photographs: chosen.images.length };
      yield { ...which, ...(await heads({ ...given, chosen, seed })) };
      if (minutes > 0 || steps > 0) yield { ...which, ...(await fineTuned({ ...given, chosen, seed })) };
    }
  }
}

/** Photographs at random until each class is on `perClass` of them, or on all there are. */
function drawn({ images, truth, classes }: Dataset, perClass: number, seed: number): number[] {
  const counts = classes.map(() => 0);
  const shown = images.map(() => new Set<number>());
  for (let g = 0; g < truth.length; g++) shown[truth.image[g]!]!.add(truth.class[g]!);
  return [...shuffled(keyedStream(BENCH_PURPOSE.ownClasses, seed), images.length)].filter((image) => {
    const wanted = [...shown[image]!].some((k) => counts[k]! < perClass);
    if (wanted) for (const k of shown[image]!) counts[k]!++;
    return wanted;
  });
}

interface Cell extends LongWork {
  readonly chosen: Dataset;
  readonly val: Dataset;
  readonly model: Model;
  readonly seed: number;
  readonly folder: string;
}

async function heads({ chosen, seed, ...given }: Cell): Promise<Measured> {
  const { val, folder, model, signal, onProgress } = given;
  const work = { signal, onProgress };
  const out = join(folder, 'heads.safetensors');
  const run = join(folder, `${seed}-${chosen.images.length}`);
  const engine = await loadEngine('onnx');
  const rest = { images: 1e5, cropImages: 0, out, name: 'bench', data: 'bench', command: 'bench' };
  const trained = () => trainDetector({ dataset: chosen, base: model, engine, run, seed, ...rest, ...work });
  const { result: _, ...first } = await timed(trained);
  await forgetSome(run);
  const { seconds: again } = await timed(trained);
  return {
    way: 'heads',
    ...first,
    again,
    ...(await judged(await loadModel(out), { val, model, folder, ...work })),
  };
}

/** Removes the kept features of some photographs. */
async function forgetSome(run: string): Promise<void> {
  const kept = await KeptFeatures.list(run);
  await Promise.all(kept.slice(0, NEW).map(({ path }) => rm(path)));
}

/** The detector of a file on photographs, from kept features of its base: what `detect` finds. */
async function judged(
  detector: Model,
  { val, model, folder, ...work }: Pick<Cell, 'val' | 'model' | 'folder'> & LongWork,
): Promise<Partial<Estimate>> {
  const images = [...val.images.keys()];
  const hashes = await photographHashes(val, images);
  const engine = await loadEngine('onnx');
  const run = join(folder, 'val');
  const given = { dataset: val, images, hashes, base: model, engine, run, mode: 'shared' } as const;
  const found = await collectFeatures({ ...given, ...work });
  const folds = new Int32Array(images.length);
  const own = { heads: [headsOf(detector, 'shared')] };
  const detections = heldOutDetections(rawMaterial(found), own, { ...val, folds });
  return { ...judgeHeldOut(val, detections).mAP };
}

async function fineTuned({ chosen, val, seed, folder, ...given }: Cell): Promise<Measured> {
  const marked = (dataset: Dataset, name: string) => ({
    name,
    dataset: { ...dataset, images: dataset.images.map((image) => ({ ...image, split: name })) },
  });
  const data = join(folder, `${seed}-${chosen.images.length}.ndjson`);
  const parts = [marked(chosen, 'train'), marked(val, 'val')];
  await writeDataset(data, mergeParts(parts, { sortsClasses: false }), 'ndjson');
  const short = fineTuneSettings({ seed, ...SHORT_RUN });
  const duration = steps > 0 ? {} : { minutes };
  const settings = steps > 0 ? ofFewSteps(short, steps) : short;
  const run = join(folder, `fine-tuned-${seed}-${chosen.images.length}`);
  const config = { format: 1 as const, data, base, name: 'bench', settings };
  const { signal, onProgress } = given;
  const { result, ...times } = await timed(() => fineTune({ config, run, ...duration, signal, onProgress }));
  throwIfAborted(signal);
  return { way: 'fine-tuned', ...times, ...result.heldOut?.mAP };
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; cpuSeconds: number }> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  const rounded = (seconds: number) => Math.round(10 * seconds) / 10;
  return {
    result,
    seconds: rounded((performance.now() - began) / 1e3),
    cpuSeconds: rounded((user + system) / 1e6),
  };
}

function print(rows: readonly Row[]): void {
  const percent = (share?: number) => (share === undefined ? '-' : (100 * share).toFixed(1));
  printTable(
    [
      ...['way', 'photographs per class', 'in all', 'seed', 'mAP %', '95 % interval', 'seconds'],
      ...[`with ${NEW} new photographs`, 'processor s'],
    ],
    rows.map(({ way, perClass, photographs, seed, value, low, high, seconds, again = '-', cpuSeconds }) => [
      ...[way, perClass, photographs, seed, percent(value)],
      low === undefined ? '-' : `${percent(low)} to ${percent(high)}`,
      ...[seconds, again, cpuSeconds],
    ]),
  );
}
