import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../../../../src/cli/run-command-line.js';
import { runInProcess } from '../../../../support/run-in-process.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dataset-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
});

const annotation = (bbox: number[]) => ({ id: 1, image_id: 4, category_id: 2, bbox });

async function truth(...boxes: number[][]): Promise<string> {
  const path = join(folder, 'truth.json');
  const content = {
    images: [{ id: 4, file_name: 'a.jpg', width: 20, height: 10 }],
    annotations: boxes.map((bbox, index) => ({ ...annotation(bbox), id: index })),
    categories: [{ id: 2, name: 'cat' }],
  };
  await writeFile(path, JSON.stringify(content, null, 1));
  return path;
}

/** Runs the command line; what it wrote to standard output as JSON. */
async function run(...args: string[]): Promise<{ code: number; value: unknown }> {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  const code = await runCommandLine(['dataset', ...args]);
  return { code, value: written.length > 0 ? JSON.parse(written.join('')) : undefined };
}

it.each([
  ['has no list of them', {}, 1, 'none of annotations'],
  ['lists none', { annotations: [] }, 0, 'has 1 images and no object.'],
])('convert says so when a COCO file %s', async (_, annotations, code, message) => {
  const path = join(folder, 'bare.json');
  const images = [{ id: 4, file_name: 'a.jpg', width: 20, height: 10 }];
  await writeFile(path, JSON.stringify({ images, categories: [{ id: 2, name: 'cat' }], ...annotations }));
  const run = await runInProcess(
    'dataset',
    'convert',
    path,
    '--to',
    'ndjson',
    '--out',
    join(folder, 'bare.ndjson'),
  );
  expect(run).toMatchObject({ code, err: expect.stringContaining(message) });
});

it('check ends with 0 and says so when nothing is doubtful', async () => {
  const { code, value } = await run('check', await truth([0, 0, 20, 10]), '--no-photographs', '--json');
  expect([code, value]).toEqual([
    0,
    {
      ok: true,
      counts: { images: 1, objects: 1, detections: 0 },
      classes: [{ name: 'cat', objects: 1, images: 1 }],
      kinds: {},
      problems: [],
      notes: [],
    },
  ]);
});

it('check ends with 1 and lists doubts with file and line', async () => {
  const path = await truth([0, 0, 20, 10], [0, 0, 21, 10]);
  const { code, value } = await run('check', path, '--json');
  expect(code).toBe(1);
  expect(value).toMatchObject({
    problems: [
      { kind: 'outside-image', file: path, line: 22 },
      { kind: 'missing-file', file: join(folder, 'a.jpg') },
    ],
  });
});

it('convert writes a VOC folder that checks well, and results for it', async () => {
  const path = await truth([0, 0, 20, 10]);
  const out = join(folder, 'VOC');
  expect((await run('convert', path, '--to', 'voc', '--out', out, '--json')).value).toMatchObject({
    objects: 1,
  });
  expect((await run('check', out, '--no-photographs', '--json')).code).toBe(0);
  const detections = join(folder, 'd.ndjson');
  const box = { x1: 0, y1: 0, x2: 20, y2: 10 };
  await writeFile(
    detections,
    JSON.stringify({
      image: 'a.jpg',
      detections: [
        { class: 'cat', score: 0.5, box },
        { class: 'unicorn', score: 0.9, box },
      ],
    }),
  );
  const converted = await run(
    ...['convert', out, '--detections', detections, '--to', 'voc', '--out', join(folder, 'r'), '--json'],
  );
  expect(converted).toMatchObject({ code: 0, value: { detections: 1, leftOut: 1 } });
  expect(await readFile(join(folder, 'r', 'comp3_det_train_cat.txt'), 'utf8')).toBe('a 0.5 1 1 20 10\n');
});

it('a form that there is not is bad usage', async () => {
  expect((await run('convert', await truth(), '--to', 'pascal', '--out', join(folder, 'x'))).code).toBe(2);
});
