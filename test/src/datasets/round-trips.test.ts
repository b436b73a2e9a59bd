/** Any form to any other and back: every box, class and photograph is kept, or the loss is said before writing. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TruthBuilder } from '../../../src/datasets/columns.js';
import { selectImages } from '../../../src/datasets/edit.js';
import { type Format, readDataset, rows, writeDataset } from '../../../src/datasets/formats.js';
import { lossesOf } from '../../../src/datasets/losses.js';
import { placePhotographs, planPhotographs } from '../../../src/datasets/place-photographs.js';
import type { Dataset } from '../../../src/datasets/records.js';
import { photograph, writeTree } from '../../support/label-files.js';

/** Names that have cost people their photographs: blanks, folders, dots, other scripts, one name in two folders. */
const FILES = {
  'a b.jpg': { width: 200, height: 100 },
  'cam1/0001.jpg': { width: 120, height: 90 },
  'cam2/0001.jpg': { width: 90, height: 160, orientation: 6 },
  'x.rf.0a1b.JPG': { width: 64, height: 48 },
  'Größe 猫.png.jpg': { width: 333, height: 77 },
} as const;

let folder = '';
const hashes = new Map<string, string>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'round-'));
  for (const [index, [name, size]] of Object.entries(FILES).entries()) {
    const bytes = await photograph({ ...size, shade: 20 * index });
    hashes.set(sha(bytes), name);
    await writeTree(join(folder, 'source'), { [name]: bytes });
  }
});
afterAll(() => rm(folder, { recursive: true }));

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const CLASSES = ['traffic light', 'bird', 'salt & <pepper>', 'Ärger'];

const hundredths = (most: number) => fc.integer({ min: 0, max: 100 * most }).map((value) => value / 100);
const object = fc.record({
  image: fc.nat(Object.keys(FILES).length - 1),
  class: fc.nat(CLASSES.length - 1),
  from: fc.tuple(fc.double({ min: 0, max: 0.9, noNaN: true }), fc.double({ min: 0, max: 0.9, noNaN: true })),
  width: hundredths(60),
  height: hundredths(60),
  flags: fc.constantFrom(0, 0, 0, 1, 2, 4, 7, 8),
});

/** Distinct boxes of hundredths of a pixel inside their photographs; the first two photographs are of a test set. */
const datasets = fc
  .record({
    objects: fc.array(object, { minLength: 1, maxLength: 12 }),
    splits: fc.boolean(),
    sorted: fc.boolean(),
  })
  .map(({ objects, splits, sorted }): Dataset => {
    const images = Object.entries(FILES).map(([file, { width, height }], index) => ({
      id: file.replace(/\.jpg$/i, ''),
      file,
      width,
      height,
      ...(splits && { split: index < 2 ? 'test' : 'train' }),
    }));
    const truth = new TruthBuilder();
    const seen = new Set<string>();
    for (const one of objects) {
      const size = images[one.image]!;
      const x1 = Math.floor(100 * one.from[0] * size.width) / 100;
      const y1 = Math.floor(100 * one.from[1] * size.height) / 100;
      const x2 = Math.min(size.width, Math.round(100 * (x1 + 0.01 + one.width)) / 100);
      const y2 = Math.min(size.height, Math.round(100 * (y1 + 0.01 + one.height)) / 100);
      const key = `${one.image} ${one.class} ${[x1, y1, x2, y2]}`;
      if (seen.has(key)) continue;
      seen.add(key);
      truth.add(
        { image: one.image, class: one.class, x1, y1, x2, y2, flags: one.flags },
        { file: 0, line: 0 },
      );
    }
    const names = sorted ? [...CLASSES].sort() : CLASSES;
    const classes = names.map((name, index) => ({ name, id: index + 1 }));
    return { images, classes, truth: truth.finish([]), root: join(folder, 'source') };
  });

/** What must be kept, photographs by their content; without what was said to be lost. */
async function essence(dataset: Dataset, lost: string): Promise<unknown> {
  const { images, classes, truth, root = '.' } = dataset;
  const names = await Promise.all(
    images.map(async ({ file = '' }) => hashes.get(sha(await readFile(join(root, file))))),
  );
  const round = (value: number) => Math.round(1e4 * value) / 1e4;
  const boxes = Array.from({ length: truth.length }, (_, row) => [
    names[truth.image[row]!],
    classes[truth.class[row]!]!.name,
    ...[truth.x1, truth.y1, truth.x2, truth.y2].map((side) => round(side[row]!)),
    /mark/.test(lost) ? 0 : truth.flags[row],
  ]);
  const used = new Set(Array.from(truth.class, (index) => classes[index]!.name));
  const kept = classes
    .map(({ name }) => name)
    .filter((name) => !/without objects/.test(lost) || used.has(name));
  return {
    boxes: boxes.map((box) => JSON.stringify(box)).sort(),
    classes: /order/.test(lost) ? kept.sort() : kept,
    images: images
      .map(({ width, height, split }, index) => [
        names[index],
        width,
        height,
        /which of/.test(lost) ? '' : (split ?? ''),
      ])
      .sort(),
  };
}

const TARGETS: Record<Exclude<Format, 'roboflow'>, string> = {
  'ilsvrc-det': 'ilsvrc',
  voc: 'voc',
  yolo: 'yolo',
  cvat: 'cvat/annotations.xml',
  labelstudio: 'labelstudio/result.json',
  labelme: 'labelme',
  coco: 'coco',
  ndjson: 'ndjson/truth.ndjson',
};
const forms = Object.keys(TARGETS) as (keyof typeof TARGETS)[];

/** ILSVRC's lists have no names with blanks; others than its classes are given numbers and wnids, as with `--meta`. */
function forIlsvrc({ classes, ...dataset }: Dataset): Dataset {
  const rows = [...dataset.images.keys()].filter((row) => !/\s/.test(dataset.images[row]!.id));
  const numbered = classes.map(({ name }, i) => ({ name, id: i + 1, wnid: `n0000000${i}` }));
  return selectImages({ ...dataset, classes: numbered }, rows);
}

let runs = 0;
async function through(given: Dataset, format: keyof typeof TARGETS): Promise<Dataset> {
  const dataset = format === 'ilsvrc-det' ? forIlsvrc(given) : given;
  const path = join(folder, `run ${runs++}`, TARGETS[format]);
  const row = rows[format];
  const { dataset: placed, moves } = await planPhotographs(dataset, { format: row, path, split: undefined });
  await writeDataset(path, placed, format);
  await placePhotographs(moves, 'link', {});
  return readDataset(path, { use: 'all' });
}

it.each(forms)('%s keeps what it does not say that it loses', async (format) => {
  await fc.assert(
    fc.asyncProperty(datasets, async (any) => {
      const dataset = format === 'ilsvrc-det' ? forIlsvrc(any) : any;
      const lost = lossesOf(dataset, rows[format], TARGETS[format]).join('\n');
      const again = await through(dataset, format);
      const split = dataset.images[0]!.split === undefined ? '\nwhich of' : '';
      expect(await essence(again, lost + split)).toEqual(await essence(dataset, lost + split));
    }),
    { numRuns: 8 },
  );
});

const pairs = forms.flatMap((one) =>
  forms.filter((other) => other !== one).map((other) => [one, other] as const),
);

it.each(pairs)('%s to %s and back keeps what neither says that it loses', async (one, other) => {
  await fc.assert(
    fc.asyncProperty(datasets, async (any) => {
      const dataset = [one, other].includes('ilsvrc-det') ? forIlsvrc(any) : any;
      let current = dataset;
      let lost = 'which of'; // one without a name gets one
      for (const format of [one, other, one]) {
        lost += `\n${lossesOf(current, rows[format], TARGETS[format]).join('\n')}`;
        current = await through(current, format);
      }
      expect(await essence(current, lost)).toEqual(await essence(dataset, lost));
    }),
    { numRuns: 1 },
  );
});

it('names with blanks are refused by ILSVRC before anything is written', async () => {
  const [dataset] = fc.sample(datasets, 1);
  const { classes } = forIlsvrc(dataset!);
  const path = join(folder, 'blanks');
  await expect(writeDataset(path, { ...dataset!, classes }, 'ilsvrc-det')).rejects.toMatchObject({
    code: 'bad-dataset',
    message: expect.stringContaining('"a b"'),
  });
  expect(existsSync(path)).toBe(false);
});
