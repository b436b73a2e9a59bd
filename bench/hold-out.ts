/**
 * Holds classes out of a data set: what a base learns from, on which none of them is seen, and what they are then taught from.
 * Writes base.ndjson (photographs without any of them; the other classes) and own.ndjson (photographs with them, and in `val` as many
 * again without; these classes alone) to the folder BENCH_OUT. docs/own-objects.md has the commands that follow.
 *
 * --data is the data set, BENCH_CLASSES the classes (bus,cat), BENCH_SPLITS what becomes `train` and `val` (default train,val).
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { selectImages, withClasses } from '../src/datasets/edit.js';
import { readDataset, writeDataset } from '../src/datasets/formats.js';
import { mergeParts } from '../src/datasets/merge.js';
import type { Dataset } from '../src/datasets/records.js';
import { RcnnError } from '../src/errors.js';
import { keyedStream, shuffled } from '../src/random/keyed-stream.js';
import { BENCH_PURPOSE } from '../src/random/purposes.js';
import { type BenchOptions, printTable } from './bench.js';

interface Part {
  readonly base: Dataset;
  readonly own: Dataset;
}

export async function run({ data }: BenchOptions): Promise<unknown> {
  const held = process.env['BENCH_CLASSES']?.split(',');
  const out = process.env['BENCH_OUT'];
  if (data === undefined || held === undefined || out === undefined)
    throw new RcnnError('bad-option', 'Expected --data, BENCH_CLASSES and BENCH_OUT.');
  const [train = 'train', val = 'val'] = process.env['BENCH_SPLITS']?.split(',') ?? [];
  const parts: Record<string, Part> = {
    train: parted(await readDataset(data, { split: train }), { held, others: 0 }),
    val: parted(await readDataset(data, { split: val }), { held, others: 1 }),
  };
  await mkdir(out, { recursive: true });
  for (const file of ['base', 'own'] as const) {
    const named = Object.entries(parts).map(([name, part]) => ({ name, dataset: inSplit(part[file], name) }));
    await writeDataset(join(out, `${file}.ndjson`), mergeParts(named, { sortsClasses: false }), 'ndjson');
  }
  const rows = Object.entries(parts).flatMap(([split, part]) =>
    (['base', 'own'] as const).map((file) => ({ file, split, ...sizeOf(part[file]) })),
  );
  printTable(['file', 'split', 'photographs', 'objects', 'classes'], rows.map(Object.values));
  return rows;
}

/** @param others photographs without the classes in `own`, for each with them */
function parted(dataset: Dataset, { held, others }: { held: readonly string[]; others: number }): Part {
  const { classes, truth, images } = dataset;
  const unknown = held.filter((name) => !classes.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new RcnnError('bad-option', `Expected classes of the data set, but got ${unknown}.`);
  const isHeld = classes.map(({ name }) => held.includes(name));
  const shows = images.map(() => false);
  for (let row = 0; row < truth.length; row++) if (isHeld[truth.class[row]!]) shows[truth.image[row]!] = true;
  const all = [...images.keys()];
  const without = all.filter((image) => !shows[image]);
  const withThem = all.filter((image) => shows[image]);
  const drawn = [...shuffled(keyedStream(BENCH_PURPOSE.heldOutClasses, 1), without.length)].map(
    (at) => without[at]!,
  );
  const own = [...withThem, ...drawn.slice(0, others * withThem.length)].sort((a, b) => a - b);
  return {
    base: classesOnly(selectImages(dataset, without), (at) => !isHeld[at]),
    own: classesOnly(selectImages(dataset, own), (at) => isHeld[at]!),
  };
}

function classesOnly(dataset: Dataset, keeps: (at: number) => boolean): Dataset {
  const kept = dataset.classes.filter((_, at) => keeps(at));
  const place = new Map(kept.map((one, at) => [one, at]));
  return withClasses(dataset, kept, (at) => place.get(dataset.classes[at]!));
}

function inSplit(dataset: Dataset, split: string): Dataset {
  return { ...dataset, images: dataset.images.map((image) => ({ ...image, split })) };
}

function sizeOf({ images, truth, classes }: Dataset) {
  return { photographs: images.length, objects: truth.length, classes: classes.length };
}
