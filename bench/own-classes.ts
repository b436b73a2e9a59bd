/**
 * What one's own classes come to with few photographs: mAP with its interval, and seconds, against photographs per class,
 * three random choices of each. --data is a data set with `train` to choose from and `val` to measure on; BENCH_BASE names
 * another base, BENCH_MINUTES fine-tunes as well, for so long each.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectImages } from '../src/datasets/edit.js';
import { readDataset, writeDataset } from '../src/datasets/formats.js';
import { mergeParts } from '../src/datasets/merge.js';
import type { Dataset } from '../src/datasets/records.js';
import { loadEngine } from '../src/engines/index.js';
import { RcnnError } from '../src/errors.js';
import { keyedStream, shuffled } from '../src/random/keyed-stream.js';
import { photographHashes } from '../src/runs/photograph-hashes.js';
import { headsOf } from '../src/training/detector/base-answers.js';
import { collectFeatures } from '../src/training/detector/collect-features.js';
import { fineTune } from '../src/training/detector/fine-tune/fine-tune.js';
import { fineTuneSettings } from '../src/training/detector/fine-tune/settings.js';
import { type HeldOut, judgeHeldOut } from '../src/training/detector/held-out.js';
import { heldOutDetections } from '../src/training/detector/held-out-detections.js';
import { trainDetector } from '../src/training/detector/train-detector.js';
import { loadModel, type Model } from '../src/weights/model-file.js';
import { type BenchOptions, printTable } from './bench.js';
import { rawMaterial } from './training/raw-material.js';

const COUNTS = (process.env['BENCH_COUNTS'] ?? '5,10,14').split(',').map(Number);
const SEEDS = [1, 2, 3];
const base = process.env['BENCH_BASE'] ?? 'voc';
const minutes = Number(process.env['BENCH_MINUTES'] ?? 0);
/** Keeps these draws apart from others with the same seed. */
const PURPOSE = 11;

interface Row {
  readonly way: string;
  readonly perClass: number;
  readonly photographs: number;
  readonly seed: number;
  readonly mAP: number;
  readonly low: number;
  readonly high: number;
  readonly cpuSeconds: number;
}

export async function run({ data, limit = Infinity }: BenchOptions): Promise<unknown> {
  if (data === undefined)
    throw new RcnnError('file-not-found', 'Expected --data, a data set with train and val.');
  const train = await readDataset(data, { split: 'train' });
  const whole = await readDataset(data, { split: 'val', classes: train.classes.map(({ name }) => name) });
  const val = selectImages(whole, [...whole.images.keys()].slice(0, limit));
  const folder = await mkdtemp(join(tmpdir(), 'own-classes-'));
  const model = await loadModel(base);
  const rows: Row[] = [];
  try {
    for (const perClass of COUNTS) {
      for (const seed of SEEDS) {
        const chosen = selectImages(train, drawn(train, perClass, seed));
        const measured = { perClass, seed, photographs: chosen.images.length };
        rows.push({ ...measured, ...(await heads({ chosen, val, model, seed, folder })) });
        if (minutes > 0) rows.push({ ...measured, ...(await fineTuned({ chosen, val, seed, folder })) });
        process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  print(rows);
  return rows;
}

/** Photographs at random until each class is on so many, or on all there are. */
function drawn({ images, truth, classes }: Dataset, perClass: number, seed: number): number[] {
  const counts = classes.map(() => 0);
  const shown = images.map(() => new Set<number>());
  for (let g = 0; g < truth.length; g++) shown[truth.image[g]!]!.add(truth.class[g]!);
  return [...shuffled(keyedStream(PURPOSE, seed), images.length)].filter((image) => {
    const wanted = [...shown[image]!].some((k) => counts[k]! < perClass);
    if (wanted) for (const k of shown[image]!) counts[k]!++;
    return wanted;
  });
}

interface Cell {
  readonly chosen: Dataset;
  readonly val: Dataset;
  readonly seed: number;
  readonly folder: string;
}

async function heads({ chosen, val, seed, folder, model }: Cell & { readonly model: Model }) {
  const engine = await loadEngine('onnx');
  const out = join(folder, 'heads.safetensors');
  const began = process.cpuUsage();
  const given = {
    dataset: chosen,
    base: model,
    engine,
    run: join(folder, `${seed}-${chosen.images.length}`),
  };
  const rest = { images: 1e5, cropImages: 0, out, name: 'bench', data: 'bench', command: 'bench' };
  await trainDetector({ ...given, ...rest, seed });
  const cpuSeconds = secondsSince(began);
  return {
    way: 'heads',
    cpuSeconds,
    ...numbersOf(await judged(await loadModel(out), { val, model, folder })),
  };
}

/** The detector of a file on photographs, from kept features of its base: what `detect --count 300` finds. */
async function judged(
  detector: Model,
  { val, model, folder }: Pick<Cell, 'val' | 'folder'> & { readonly model: Model },
) {
  const images = [...val.images.keys()];
  const hashes = await photographHashes(val, images);
  const engine = await loadEngine('onnx');
  const found = await collectFeatures({
    ...{ dataset: val, images, hashes, base: model, engine, run: join(folder, 'val'), mode: 'shared' },
  });
  const folds = new Int32Array(images.length);
  const detections = heldOutDetections(
    rawMaterial(found),
    { heads: [headsOf(detector, 'shared')] },
    { ...val, folds },
  );
  return judgeHeldOut(val, detections);
}

async function fineTuned({ chosen, val, seed, folder }: Cell) {
  const marked = (dataset: Dataset, name: string) => ({
    name,
    dataset: { ...dataset, images: dataset.images.map((image) => ({ ...image, split: name })) },
  });
  const data = join(folder, `${seed}-${chosen.images.length}.ndjson`);
  const parts = [marked(chosen, 'train'), marked(val, 'val')];
  await writeDataset(data, mergeParts(parts, { sortsClasses: false }), 'ndjson');
  const settings = fineTuneSettings({ seed, scales: [480, 600, 720], warmUp: 30 });
  const began = process.cpuUsage();
  const { heldOut } = await fineTune({
    config: { format: 1, data, base, name: 'bench', settings },
    ...{ run: join(folder, `fine-tuned-${seed}-${chosen.images.length}`), minutes },
  });
  return { way: 'fine-tuned', cpuSeconds: secondsSince(began), ...numbersOf(heldOut!) };
}

function secondsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return Math.round((user + system) / 1e6);
}

function numbersOf({ mAP }: HeldOut) {
  const { value, low, high } = mAP!;
  return { mAP: value, low, high };
}

function print(rows: readonly Row[]): void {
  const percent = (share: number) => (100 * share).toFixed(1);
  printTable(
    ['way', 'photographs per class', 'in all', 'seed', 'mAP %', '95 % interval', 'processor s'],
    rows.map(({ way, perClass, photographs, seed, mAP, low, high, cpuSeconds }) => [
      ...[way, perClass, photographs, seed, percent(mAP)],
      `${percent(low)} to ${percent(high)}`,
      cpuSeconds,
    ]),
  );
}
