import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Format,
  readDataset,
  readDetections,
  writeDataset,
  writeDetections,
} from '../../../src/datasets/formats.js';
import type { Dataset } from '../../../src/datasets/records.js';
import { datasets, detections, rowsOf } from '../../support/datasets.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ALL_FLAGS = 15;
const NO_CROWD = 7;

describe('a data set written and read again is the same', () => {
  it.each<[Format, string, { whole: boolean; flags: number }]>([
    ['voc', 'voc', { whole: true, flags: NO_CROWD }],
    ['ilsvrc-det', 'ilsvrc', { whole: true, flags: NO_CROWD }],
    ['coco', 'coco.json', { whole: false, flags: ALL_FLAGS }],
    ['ndjson', 'truth.ndjson', { whole: false, flags: ALL_FLAGS }],
  ])('as %s', async (format, name, what) => {
    await fc.assert(
      fc.asyncProperty(datasets(what), async (dataset) => {
        const path = join(folder, name);
        await writeDataset(path, dataset, format);
        const again = await readDataset(path);
        expect(rowsOf(again.truth, again, true)).toEqual(rowsOf(dataset.truth, dataset, true));
        expect(again.images.map(({ width, height }) => [width, height])).toEqual(
          dataset.images.map(({ width, height }) => [width, height]),
        );
        if (format !== 'voc') expect(again.classes).toEqual(dataset.classes);
        if (format === 'ndjson') expect(again.images).toEqual(dataset.images);
      }),
      { numRuns: 15 },
    );
  });

  it('through all forms in turn', async () => {
    const chain: [Format, string][] = [
      ['ilsvrc-det', 'chain-ilsvrc'],
      ['ndjson', 'chain.ndjson'],
      ['coco', 'chain.json'],
      ['voc', 'chain-voc'],
    ];
    await fc.assert(
      fc.asyncProperty(datasets({ whole: true, flags: NO_CROWD }), async (dataset) => {
        let current: Dataset = dataset;
        for (const [format, name] of chain) {
          await writeDataset(join(folder, name), current, format);
          current = await readDataset(join(folder, name));
        }
        expect(rowsOf(current.truth, current, true)).toEqual(rowsOf(dataset.truth, dataset, true));
        expect(current.images.map(({ id }) => id)).toEqual(dataset.images.map(({ id }) => id));
      }),
      { numRuns: 10 },
    );
  });
});

/** All text of a file, or of the files of a folder. */
async function contents(path: string): Promise<string[]> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? await readdir(path, { recursive: true }) : [];
  const all = isFolder ? names.sort().map((name) => join(path, name)) : [path];
  const kinds = await Promise.all(all.map((file) => stat(file)));
  const files = all.filter((_, index) => kinds[index]!.isFile());
  return Promise.all(files.map((file) => readFile(file, 'utf8')));
}

it.each<[Format, string]>([
  ['voc', 'results'],
  ['coco', 'results.json'],
  ['ilsvrc-det', 'results.txt'],
  ['ndjson', 'results.ndjson'],
  ['cvat', 'results.xml'],
  ['labelstudio', 'tasks.json'],
  ['labelme', 'labelme-results'],
  ['yolo', 'yolo-results'],
])(
  'detections in decimals, written as %s and read again, are written as the same bytes',
  async (format, name) => {
    const [dataset] = fc.sample(datasets({ whole: true, flags: 0 }), 1);
    await fc.assert(
      fc.asyncProperty(detections(), async (table) => {
        const path = join(folder, name);
        await writeDetections(path, table, dataset!, format);
        const first = await readDetections(path, dataset!);
        expect(first).toHaveLength(table.length);
        const bytes = await contents(path);
        await writeDetections(path, first, dataset!, format);
        expect(await contents(path)).toEqual(bytes);
        const second = await readDetections(path, dataset!);
        expect(rowsOf(second, dataset!)).toEqual(rowsOf(first, dataset!));
        if (format === 'coco' || format === 'ndjson')
          expect(rowsOf(first, dataset!)).toEqual(rowsOf(table, dataset!));
      }),
      { numRuns: 8 },
    );
  },
);

it('a path that tells nothing is refused with what is known', async () => {
  const empty = await mkdtemp(join(folder, 'empty-'));
  await expect(readDataset(empty)).rejects.toMatchObject({ code: 'bad-option' });
  await expect(readDataset(join(folder, 'absent.json'))).rejects.toMatchObject({ code: 'file-not-found' });
});

it("YOLO's labels alone lead to the folder above", async () => {
  const labels = await mkdtemp(join(folder, 'labels-'));
  await writeFile(join(labels, 'a.txt'), '0 0.5 0.5 0.1 0.1\n');
  await expect(readDataset(labels)).rejects.toThrow(
    `but ${labels} is none of them. If it holds labels alone, name the folder above them.`,
  );
});

it('photographs without labels are counted, with the command that labels them', async () => {
  const two = await mkdtemp(join(folder, 'two photographs-'));
  await mkdir(join(two, 'below'));
  for (const name of ['a.jpg', 'below/b.PNG']) await writeFile(join(two, name), '');
  const teach = `\`googlenet-rcnn teach "${two}"\` labels them in the browser.`;
  await expect(readDataset(two)).rejects.toThrow(
    `Expected a data set, but ${two} holds 2 photographs and no labels; ${teach}`,
  );
  await writeFile(join(two, 'boxes.csv'), 'a.jpg,1,2,3,4');
  await expect(readDataset(two)).rejects.toThrow(/VOC.*2 photographs and no labels that are one of these/);
});

it.each([
  ['the archive itself', 'export.zip', 'export.zip'],
  ['a folder with an archive beside photographs', '.', 'labels.TAR.GZ'],
])('what a tool exports has to be unpacked: %s', async (_name, path, archive) => {
  const root = await mkdtemp(join(folder, 'archives-'));
  for (const name of ['a.jpg', archive]) await writeFile(join(root, name), '');
  await expect(readDataset(join(root, path))).rejects.toThrow(
    `Expected a data set, but ${join(root, archive)} is an archive: unpack it, and name the folder.`,
  );
});
