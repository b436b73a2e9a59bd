import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picturePaths, stagePaths } from '../../../src/pictures/annotate.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annotate-'));
  await mkdir(join(folder, 'there.jpg'));
  await mkdir(join(folder, 'my.photos'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const paths = async (out: string) => [...(await picturePaths(join(folder, out), ['a/cat.jpg'])).values()];

describe('picturePaths', () => {
  it('numbers names that differ in case alone, which is no difference to some systems', async () => {
    const paths = await picturePaths(join(folder, 'cased'), ['a/Cat.jpg', 'b/cat.jpg']);
    expect([...paths.values()]).toEqual([
      join(folder, 'cased', 'Cat.jpg'),
      join(folder, 'cased', 'cat-2.jpg'),
    ]);
  });

  it.each([
    ['an ending that pictures are written in', 'found.PNG', 'found.PNG'],
    ['none', 'found', 'found/cat.jpg'],
    ['a version', 'run.v2', 'run.v2/cat.jpg'],
    ['a month', '2026.11', '2026.11/cat.jpg'],
    ['a hidden folder', '.found', '.found/cat.jpg'],
    ["a file's, but a slash behind it", 'found.xyz/', 'found.xyz/cat.jpg'],
    ["a picture's, but a slash behind it", 'found.png/', 'found.png/cat.jpg'],
    ["a picture's, of a folder that is there", 'there.jpg', 'there.jpg/cat.jpg'],
    ["a file's, of a folder that is there", 'my.photos', 'my.photos/cat.jpg'],
  ])('take %s', async (_, out, path) => expect(await paths(out)).toEqual([join(folder, path)]));

  it.each([
    ['a mistyped picture', 'found.pgn'],
    ['any other file', 'f.xyz'],
    ['results', 'found.ndjson'],
    ['a picture that cannot be written', 'found.tiff'],
    ['a file without an ending that is there', 'file'],
  ])('refuse %s, naming the formats', async (_, out) => {
    await expect(paths(out)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(
        /--out to be a picture \(\.png, \.jpg, \.jpeg, \.webp\) or a folder, but got .*/,
      ),
    });
  });
});

describe('stagePaths', () => {
  it('take a folder alone', async () => {
    const stems = await stagePaths(join(folder, 'there.jpg'), ['cat.jpg'], '--explain');
    expect([...stems.values()]).toEqual([join(folder, 'there.jpg', 'cat')]);
    await expect(stagePaths('stages.png', ['cat.jpg'], '--explain')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('Expected --explain to be a folder, but got stages.png.'),
    });
  });
});
