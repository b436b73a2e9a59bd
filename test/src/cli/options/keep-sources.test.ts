/** No command overwrites what it reads, whatever option or name leads to it. */
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import yargs from 'yargs';
import type { CommandEntry, CommandGroup } from '../../../../src/cli/command-entry.js';
import { commandTable } from '../../../../src/cli/command-table.js';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';

const PICTURE = join(packageRoot, 'examples', 'images', 'chelsea.png');
const COCO = {
  images: [{ id: 1, file_name: 'a.jpg', width: 50, height: 40 }],
  annotations: [
    { id: 1, image_id: 1, category_id: 7, bbox: [1, 2, 3, 4], iscrowd: 0, segmentation: [[1, 2, 3]] },
  ],
  categories: [{ id: 7, name: 'cat', supercategory: 'animal' }],
};
const RESULTS = [{ image_id: 1, category_id: 7, bbox: [1, 2, 3, 4], score: 0.5 }];
const XML =
  '<annotation><size><width>50</width><height>40</height><depth>3</depth></size>' +
  '<object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object></annotation>';

let folder: string;
let model: string;
beforeAll(async () => {
  model = await writeTinyDetector(await mkdtemp(join(tmpdir(), 'keep-model-')));
});
afterAll(() => rm(join(model, '..'), { recursive: true }));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keep-'));
  for (const below of ['photos/deep', 'VOC/Annotations', 'VOC/ImageSets/Main', 'results']) {
    await mkdir(join(folder, below), { recursive: true });
  }
  const files: Record<string, string> = {
    'truth.json': JSON.stringify(COCO),
    'found.json': JSON.stringify(RESULTS),
    'VOC/Annotations/a.xml': XML,
    'VOC/ImageSets/Main/val.txt': 'a\n',
    'results/comp3_det_val_cat.txt': 'a 0.5 1 1 9 9\n',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await copyFile(PICTURE, join(folder, 'photos', 'a.png'));
  await copyFile(PICTURE, join(folder, 'photos', 'deep', 'b-boxes.png'));
  await copyFile(model, join(folder, 'model.safetensors'));
  await writeFile(join(folder, 'net.caffemodel'), 'never read');
  await link(join(folder, 'truth.json'), join(folder, 'hard.json'));
  await symlink('truth.json', join(folder, 'soft.json'));
  await symlink('photos', join(folder, 'pictures'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Every file below the folder with its bytes. */
async function contents(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(relative(folder, path), (await readFile(path)).toString('latin1'));
  }
  return found;
}

/** Words with a slash or a dot are paths below the folder. */
const inFolder = (words: string) =>
  words.split(' ').map((word) => (/[./]/.test(word) ? join(folder, word) : word));

const numbers = 'evaluate --protocol coco --truth ./truth.json --detections ./found.json';

describe('what is read is never overwritten', () => {
  it.each([
    ['a photograph by its picture', 'detect ./photos/a.png --out ./photos/a.png'],
    ['a folder of photographs by their pictures', 'detect ./photos --out ./photos'],
    ['a folder by another name', 'detect ./photos --out ./pictures'],
    ['a folder by a path that goes up', 'detect ./photos --out ./photos/deep/..'],
    ['photographs that are named, by the folder of their pictures', 'detect ./photos/a.png --out ./photos/'],
    ['a photograph of the folder by one picture', 'detect ./photos --out ./photos/a.png'],
    ['photographs by the pictures of stages', 'detect ./photos --explain ./photos'],
    [
      'a photograph that is called as a picture of stages',
      'propose ./photos/deep/b-boxes.png ./photos/deep/b.png --out ./photos/deep',
    ],
    ['the file of proposals', 'detect ./photos/a.png --proposals ./found.json --out ./found.json'],
    [
      'a model by its export',
      'weights export ./model.safetensors --format safetensors --float16 --out ./model.safetensors',
    ],
    ['a network by its import', 'weights import ./net.caffemodel --out ./net.caffemodel'],
    [
      'the base by the detector',
      'train detector --data ./VOC --base ./model.safetensors --out ./model.safetensors',
    ],
    [
      'the base by the boxes',
      'train multibox --data ./VOC --base ./model.safetensors --out ./model.safetensors',
    ],
    ['the data by the run', 'train detector --data ./VOC --out ./new.safetensors --run ./VOC'],
    ['the photographs by the run', 'train classifier --data ./photos --run ./photos'],
    ['a truth by its conversion', 'dataset convert ./truth.json --to coco --out ./truth.json'],
    ['a truth by a hard link', 'dataset convert ./truth.json --to coco --out ./hard.json'],
    ['a truth by a symbolic link', 'dataset convert ./truth.json --to coco --out ./soft.json'],
    ['a data set by its conversion', 'dataset convert ./VOC --to voc --out ./VOC --classes cat'],
    ['a file of a data set', 'dataset convert ./VOC --to ndjson --out ./VOC/ImageSets/Main/val.txt'],
    ['results by their conversion', 'dataset convert ./VOC --detections ./results --to voc --out ./results'],
    [
      'one file of results',
      'dataset convert ./VOC --detections ./results/comp3_det_val_cat.txt --to voc --out ./results',
    ],
    ['the results by the report', `${numbers} --report ./found.json`],
    ['the truth by the report', `${numbers} --report ./truth.json`],
    [
      'the truth by the run',
      'evaluate --protocol voc2010 --truth ./VOC --model ./model.safetensors --run ./VOC',
    ],
    ['a shard by the whole', 'evaluate merge ./VOC ./results --out ./results'],
  ])('%s', async (_, words) => {
    const before = await contents();
    const { code, err } = await runInProcess(...inFolder(words));
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/Expected --(out|explain|report|run) /),
    });
    expect(err).toContain('Name another');
    expect(await contents()).toEqual(before);
  });

  it.each([
    ['a new file in a folder that is read', 'dataset convert ./VOC --to coco --out ./VOC/coco.json'],
    ['a file that is there and is not read', 'dataset convert ./VOC --to coco --out ./found.json'],
    [
      'a report in a folder that is read, twice',
      'evaluate --protocol voc2010 --truth ./VOC --detections ./results --report ./VOC/report.html',
    ],
  ])('but %s is written', async (_, words) => {
    for (let i = 0; i < (words.includes('report') ? 2 : 1); i++) {
      expect((await runInProcess(...inFolder(words))).code).toBe(0);
    }
  });
});

describe('every command', () => {
  const entries = (
    list: readonly (CommandEntry | CommandGroup)[],
  ): (Pick<CommandEntry, 'load' | 'describe'> & Partial<Pick<CommandEntry, 'usage'>>)[] =>
    list.flatMap((one) =>
      'commands' in one ? [...entries(one.commands), ...(one.alone ? [one.alone] : [])] : [one],
    );

  it.each(entries(commandTable).map((entry) => [entry.describe, entry] as const))(
    'tells what it writes: %s',
    async (_, { load, usage = '' }) => {
      const { command } = await load();
      const { key } = (command.build(yargs()) as unknown as { getOptions(): { key: object } }).getOptions();
      const reads: readonly string[] = command.files?.reads ?? [];
      // `jobs` has runs by their names, as words beside the command.
      const isFile = (name: string) => !reads.includes(name) && !/[<[]run/.test(name === 'run' ? usage : '');
      // `teach` works in its folder, on what is there.
      const inPlace = usage.startsWith('teach');
      const written = ['out', 'report', 'run', 'explain', ...(inPlace ? [] : ['folder'])];
      const writing = Object.keys(key).filter((name) => written.includes(name) && isFile(name));
      expect([...(command.files?.writes ?? [])].sort()).toEqual(writing.sort());
      if (writing.length === 0) return;
      const known = [...Object.keys(key)];
      expect(known).toEqual(expect.arrayContaining([...command.files!.reads]));
    },
  );
});
