import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DetectionBuilder, TruthBuilder } from '../../../src/datasets/columns.js';
import {
  type Format,
  readDataset,
  readDetections,
  writeDataset,
  writeDetections,
} from '../../../src/datasets/formats.js';
import { halfOpen } from '../../../src/datasets/half-open.js';

const VOC = { low: -1, high: 0 };
const ILSVRC = { low: 0, high: 1 };
const ABOVE = 0.010000000000000004; // what 1.01 less 1 is still above
const place = { file: 0, line: 0 };

describe('a corner that only the rounding of its shift puts beyond the other', () => {
  it.each([
    ['voc: the low one comes back', VOC, 1.01, 0.01, [0.01, 0.01]],
    ['voc: to the other, not to a shorter decimal', VOC, 1.01, ABOVE, [ABOVE, ABOVE]],
    ['voc: a pixel further is not touched', VOC, 1.01, 1.01, [1.01 - 1, 1.01]],
    ['ilsvrc: the high one comes back', ILSVRC, 0.1, 0.1 - 1, [0.1, 0.1]],
    ['ilsvrc: a high one that rounding leaves above stays', ILSVRC, 0.01, 0.01 - 1, [0.01, 0.01 - 1 + 1]],
  ])('%s', (_, shift, min, max, [start, end]) => {
    const other = { xmin: 1, xmax: 5, ymin: 1, ymax: 5 };
    expect(halfOpen({ ...other, xmin: min, xmax: max }, shift)).toMatchObject({ x1: start, x2: end });
    expect(halfOpen({ ...other, ymin: min, ymax: max }, shift)).toMatchObject({ y1: start, y2: end });
  });

  it.each([
    ['a double further than rounding goes', VOC, 1.0100000000000002, 0.01],
    ['a hundredth', VOC, 1.02, 0.01],
    ['a pixel', VOC, 3, 1],
    ['a hundredth', ILSVRC, 0.11, -0.9],
    ['a pixel', ILSVRC, 3, 1],
  ])('one that was written beyond it is no box: %s, %o', (_, shift, min, max) => {
    const other = { xmin: 1, xmax: 5, ymin: 1, ymax: 5 };
    expect(halfOpen({ ...other, xmin: min, xmax: max }, shift)).toBeUndefined();
    expect(halfOpen({ ...other, ymin: min, ymax: max }, shift)).toBeUndefined();
  });
});

describe('boxes without a side', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'half-open-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const images = [{ id: 'a', file: 'a.jpg', width: 50, height: 50, number: 1 }];
  const classes = [{ name: 'bird', id: 3, wnid: 'n01503061' }];
  const boxes = [
    { x1: 0.01, x2: 0.01, y1: 2, y2: 3 },
    { x1: 2, x2: 3, y1: 0.1, y2: 0.1 },
    { x1: 0.01, x2: ABOVE, y1: 0.6, y2: 0.6 },
  ];
  const files: [Format, string, string][] = [
    ['voc', '', 'comp3_det_val_bird.txt'],
    ['ilsvrc-det', 'results.txt', ''],
  ];

  it.each(files)('are read from results of %s and written as the same bytes', async (format, name, file) => {
    const table = new DetectionBuilder();
    for (const box of boxes) table.add({ image: 0, class: 0, score: 0.5, ...box }, place);
    const dataset = { images, classes };
    const path = join(folder, format, name);
    await writeDetections(path, table.finish([]), dataset, format);
    const bytes = await readFile(join(path, file), 'utf8');
    const read = await readDetections(path, dataset, { format });
    expect(read).toHaveLength(boxes.length);
    expect([...read.x2].map((x2, row) => x2 >= read.x1[row]! && read.y2[row]! >= read.y1[row]!)).toEqual([
      true,
      true,
      true,
    ]);
    await writeDetections(path, read, dataset, format);
    expect(await readFile(join(path, file), 'utf8')).toBe(bytes);
  });

  it.each<[Format, string]>([
    ['voc', 'Annotations/a.xml'],
    ['ilsvrc-det', 'Annotations/DET/train/a.xml'],
  ])('are read from labels of %s and written as the same bytes', async (format, name) => {
    const truth = new TruthBuilder();
    for (const box of boxes) truth.add({ image: 0, class: 0, flags: 0, ...box }, place);
    const path = join(folder, `truth-${format}`);
    await writeDataset(path, { images, classes, truth: truth.finish([]) }, format);
    const bytes = await readFile(join(path, name), 'utf8');
    const read = await readDataset(path);
    expect(read.truth).toHaveLength(boxes.length);
    expect([...read.truth.y2].every((y2, row) => y2 >= read.truth.y1[row]!)).toBe(true);
    expect([...read.truth.x2].every((x2, row) => x2 >= read.truth.x1[row]!)).toBe(true);
    await writeDataset(path, read, format);
    expect(await readFile(join(path, name), 'utf8')).toBe(bytes);
  });

  it('a line of results that ends before it begins is refused as before', async () => {
    const path = join(folder, 'inverted.txt');
    await writeFile(path, '1 3 0.5 3 1 1 4\n');
    await expect(readDetections(path, { images, classes })).rejects.toThrow(
      'inverted.txt:1: expected xmin <= xmax and ymin <= ymax, but got (3, 1, 1, 4).',
    );
  });
});
