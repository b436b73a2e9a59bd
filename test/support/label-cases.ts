/** A reported situation: small files of that shape, and what users expect of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readDataset } from '../../src/datasets/formats.js';
import type { Problem } from '../../src/datasets/problem.js';
import { boxesByImage, photograph, type Tree, writeTree } from './label-files.js';

type Boxes = Record<string, readonly (readonly [string, number, number, number, number])[]>;

interface Situation {
  /** Where it was reported. */
  readonly report: string;
  /** Of 200 x 100 pixels; those of the data set, all of which must be found. */
  readonly photographs: readonly string[];
  readonly files: Tree;
  /** Of `--images`, below the files. */
  readonly images?: string;
}

interface Read extends Situation {
  readonly classes: readonly string[];
  /** By image, as `[class, x1, y1, x2, y2]` in pixels. */
  readonly boxes: Boxes;
  /** What a note says; without it nothing is said. */
  readonly says?: RegExp;
}

interface Refused extends Situation {
  readonly error: RegExp;
}

export type Case = Read | Refused;

/** A test for each, by its name. */
export function testCases(cases: Readonly<Record<string, Case>>): void {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));
  it.each(Object.entries(cases))('%s', async (_name, one) => {
    const folder = await mkdtemp(join(tmpdir(), 'case-'));
    made.push(folder);
    const jpeg = await photograph();
    await writeTree(folder, {
      ...Object.fromEntries(one.photographs.map((file) => [file, jpeg])),
      ...one.files,
    });
    const notes: string[] = [];
    const onNote = ({ message }: Problem) => notes.push(message);
    const reading = readDataset(folder, {
      use: 'all',
      onNote,
      ...(one.images !== undefined && { imageRoot: join(folder, one.images) }),
    });
    if ('error' in one) {
      await expect(reading).rejects.toThrow(one.error);
      return;
    }
    const dataset = await reading;
    expect(dataset.classes.map(({ name }) => name)).toEqual(one.classes);
    expect(boxesByImage(dataset)).toEqual(one.boxes);
    const { images, root = '.' } = dataset;
    const found = images.map(({ file = '' }) => relative(folder, join(root, file)).split(sep).join('/'));
    expect(found.sort()).toEqual([...one.photographs].sort());
    if (one.says) expect(notes.join('\n')).toMatch(one.says);
    else expect(notes).toEqual([]);
  });
}
