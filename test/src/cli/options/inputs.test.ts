import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { globPattern, imageFiles } from '../../../../src/cli/options/inputs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  await mkdir(join(folder, 'below', '.ipynb_checkpoints'), { recursive: true });
  const names = ['b.Jpg', 'c.jfif', 'x!y.jpg', 'd.HEIC', 'notes.txt', '.hidden.jpg', 'below/e.TIF'];
  for (const name of [...names, 'below/.ipynb_checkpoints/e-checkpoint.jpg'])
    await writeFile(join(folder, name), '');
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
});

it('of a folder, takes photographs of every ending in any case; says what it leaves out', async () => {
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const files = await imageFiles([folder]);
  expect(files.map((file) => file.slice(folder.length + 1))).toEqual([
    'b.Jpg',
    join('below', 'e.TIF'),
    'c.jfif',
    'x!y.jpg',
  ]);
  expect(said).toEqual([
    `${folder}: left out 2 of 6 files that are not pictures it can read: d.HEIC, notes.txt\n`,
  ]);
});

it('takes a file for a file, however much like a pattern it looks', async () => {
  const name = join(folder, 'x!y.jpg');
  expect(await imageFiles([name])).toEqual([name]);
});

it('says how an address gets in, since none is fetched', async () => {
  const address = 'https://example.org/a.jpg?b=1&c=2';
  await expect(imageFiles([address])).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining(`curl -sL "${address}" | googlenet-rcnn detect -`),
  });
});

it.each([
  ['nothing at all', () => [], 'bad-option'],
  [
    'a folder without any',
    () => [join(folder, 'below', '.ipynb_checkpoints', '..', '..', 'none')],
    undefined,
  ],
  ['a pattern that fits none', () => [join(folder, '*.bmp')], 'file-not-found'],
])('%s is no work that is done', async (_, args, code) => {
  if (code) await expect(imageFiles(args())).rejects.toMatchObject({ code });
  else expect(await imageFiles(args())).toEqual(args());
});

it.each([
  ["Windows' shells leave patterns with backslashes to the program", 'photos\\*.jpg', '\\', 'photos/*.jpg'],
  ['elsewhere a backslash escapes', 'photos/\\*.jpg', '/', 'photos/\\*.jpg'],
])('%s', (_, pattern, separator, expected) => {
  expect(globPattern(pattern, separator)).toBe(expected);
});
