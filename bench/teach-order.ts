/**
 * What the order of labelling is worth: mAP against the number of labelled photographs, in the order of the queue and in
 * a random one, from the same first photographs. `val` is labelled, `train` measures, since it is the smaller one.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateDetections } from '../eval/evaluate.js';
import { readDataset } from '../src/datasets/formats.js';
import type { Dataset } from '../src/datasets/records.js';
import { loadEngine } from '../src/engines/index.js';
import { RcnnError } from '../src/errors.js';
import { keyedStream, shuffled } from '../src/random/keyed-stream.js';
import { BENCH_PURPOSE } from '../src/random/purposes.js';
import { photographHashes } from '../src/runs/photograph-hashes.js';
import type { Suggested } from '../src/teach/messages.js';
import { nextPhotograph } from '../src/teach/next-photograph.js';
import { baseAnswers } from '../src/training/detector/base-answers.js';
import { collectFeatures } from '../src/training/detector/collect-features.js';
import { calibrated, crossFit } from '../src/training/detector/cross-fit.js';
import { HeadFitter } from '../src/training/detector/fit-heads.js';
import { headDetections } from '../src/training/detector/head-detections.js';
import { headMaterial, rowsOf } from '../src/training/detector/head-material.js';
import type { Heads, Linear } from '../src/training/detector/heads.js';
import { heldOutDetections } from '../src/training/detector/held-out-detections.js';
import { truthByImage } from '../src/training/detector/image-truth.js';
import type { PhotographFeatures } from '../src/training/detector/photograph-features.js';
import { forRawFeatures } from '../src/training/detector/raw-heads.js';
import { FOLDS, LAMBDA } from '../src/training/detector/train-mode.js';
import { loadModel } from '../src/weights/model-file.js';
import { type BenchOptions, printTable } from './bench.js';
import { rawMaterial } from './training/raw-material.js';

/** Labelled photographs at which mAP is measured; the first ones are drawn at random for both orders. */
const COUNTS = [5, 10, 15, 20, 30, 40, 60];
/** Labelled between two trainings: as many as one is through while the last ones are learnt from. */
const STEP = 5;
const STARTS = 6;
/** As the page asks for suggestions. */
const SUGGESTED = 0.05;

interface Part {
  readonly dataset: Dataset;
  readonly features: readonly PhotographFeatures[];
  readonly answers: Linear | undefined;
}

/** @param limit starts, in place of 6 */
export async function run({ data, limit = STARTS }: BenchOptions): Promise<unknown> {
  if (data === undefined)
    throw new RcnnError('file-not-found', 'Expected --data, a data set with train and val.');
  const judge = await partOf(await readDataset(data, { split: 'train' }));
  const classes = judge.dataset.classes.map(({ name }) => name);
  const pool = await partOf(await readDataset(data, { split: 'val', classes }));
  const rows: { start: number; order: 'queue' | 'random'; photographs: number; mAP: number }[] = [];
  for (let start = 0; start < limit; start++) {
    const drawn = [...shuffled(keyedStream(BENCH_PURPOSE.teachOrder, start), pool.features.length)];
    for (const order of ['queue', 'random'] as const) {
      for await (const { photographs, heads } of labelling(pool, drawn, order)) {
        rows.push({ start, order, photographs, mAP: judged(judge, heads) });
      }
    }
    process.stderr.write(`\r${start + 1} of ${limit} starts `);
  }
  process.stderr.write('\n');
  const counts = [...new Set(rows.map(({ photographs }) => photographs))];
  printTable(
    ['labelled photographs', 'mAP %, random order', 'mAP %, order of the queue', 'difference'],
    counts.map((count) => {
      const of = (order: string) => rows.filter((one) => one.order === order && one.photographs === count);
      const [random, queue] = [of('random'), of('queue')].map((own) => own.map(({ mAP }) => 100 * mAP));
      const more = queue!.map((mAP, start) => mAP - random![start]!);
      const sure = `${mean(more).toFixed(1)} ± ${standardError(more).toFixed(1)}`;
      return [count, mean(random!).toFixed(1), mean(queue!).toFixed(1), sure];
    }),
  );
  return rows;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the mean. */
function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

async function partOf(dataset: Dataset): Promise<Part> {
  const folder = await mkdtemp(join(tmpdir(), 'teach-order-'));
  try {
    const [base, engine] = await Promise.all([loadModel('voc'), loadEngine('auto')]);
    const images = [...dataset.images.keys()];
    const hashes = await photographHashes(dataset, images);
    const given = { dataset, images, hashes, base, engine, run: folder, mode: 'shared' } as const;
    return { dataset, features: await collectFeatures(given), answers: baseAnswers(base, 'shared') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Heads as they are learnt again and again while photographs are labelled. */
async function* labelling(pool: Part, drawn: readonly number[], order: 'queue' | 'random') {
  let labelled = drawn.slice(0, COUNTS[0]);
  const last = Math.min(COUNTS.at(-1)!, drawn.length);
  for (;;) {
    const wanted = COUNTS.includes(labelled.length);
    const heads = wanted || order === 'queue' ? await learn(pool, labelled) : undefined;
    if (wanted) yield { photographs: labelled.length, heads: heads! };
    if (labelled.length >= last) return;
    labelled =
      order === 'random'
        ? drawn.slice(0, labelled.length + STEP)
        : [...labelled, ...queued(pool, { drawn, labelled, heads: heads! })];
  }
}

/** As `trainDetector` learns. */
async function learn({ dataset, features, answers }: Part, labelled: readonly number[]): Promise<Heads> {
  const classes = dataset.classes.length;
  const truth = truthByImage(dataset);
  const own = labelled.map((image) => features[image]!);
  const material = headMaterial(
    own,
    labelled.map((image) => truth[image]!),
    { classes, answers },
  );
  const fitter = new HeadFitter(material, { classes, seed: 1, lambda: LAMBDA });
  const folds = Int32Array.from(labelled, (_, i) => i % FOLDS);
  const { calibration } = await crossFit(fitter, { folds });
  const raw = await fitter.fit(rowsOf(material, [...own.keys()]));
  return forRawFeatures(calibrated(raw, calibration), material);
}

/** The next photographs as the page would name them, one after the other. */
function queued(
  { dataset, features }: Part,
  {
    drawn,
    labelled,
    heads,
  }: { readonly drawn: readonly number[]; readonly labelled: readonly number[]; readonly heads: Heads },
): number[] {
  const classes = dataset.classes.map(({ name }) => name);
  const { truth } = dataset;
  const counts = classes.map((name, k) => {
    const count = labelled.reduce((sum, image) => {
      for (let g = 0; g < truth.length; g++) sum += Number(truth.image[g] === image && truth.class[g] === k);
      return sum;
    }, 0);
    return { name, count };
  });
  const left = drawn.filter((image) => !labelled.includes(image));
  const suggested = new Map<string, Suggested>();
  for (const image of left) {
    const { boxes, objects, proposals, width, height, features: all } = features[image]!;
    const wide = all.length / boxes.length;
    const seen = {
      ...{ width, height, boxes: boxes.slice(objects, objects + proposals) },
      features: all.subarray(objects * wide, (objects + proposals) * wide),
    };
    const name = String(image);
    suggested.set(name, { name, objects: headDetections(seen, { classes, ...heads }, SUGGESTED) });
  }
  const chosen: number[] = [];
  for (let i = 0; i < STEP && i < left.length; i++) {
    const names = left.filter((image) => !chosen.includes(image)).map(String);
    const known = counts.filter(({ count }) => count > 0);
    chosen.push(Number(nextPhotograph(names, { suggested, counts: known })!.name));
  }
  return chosen;
}

function judged({ dataset, features }: Part, heads: Heads): number {
  const folds = new Int32Array(features.length);
  const detections = heldOutDetections(rawMaterial(features), { heads: [heads] }, { ...dataset, folds });
  return evaluateDetections({ ...dataset, detections, protocol: 'voc2010' }).metrics['mAP']!;
}
