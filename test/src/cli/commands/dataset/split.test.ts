import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../../../src/datasets/formats.js';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { photograph, vocXml } from '../../../../support/label-files.js';

const { write, outPath, run, json, labelled } = datasetFolder();

const ten = () =>
  labelled(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`cam${i >> 1}-${i}`, 'mug'])));

describe('split', () => {
  it('divides at random, links the photographs, and the result trains and evaluates without options', async () => {
    const out = outPath('divided');
    const { code, value } = await json('split', await ten(), '--val', '0.3', '--test', '0.1', '--out', out);
    expect([code, value['splits']]).toEqual([0, { train: 6, val: 3, test: 1 }]);
    for (const [use, count] of [
      ['train', 6],
      ['evaluate', 3],
    ] as const) {
      const { images, root = '' } = await readDataset(out, { use });
      expect(images).toHaveLength(count);
      await expect(stat(join(root, images[0]!.file!))).resolves.toBeTruthy();
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    const path = await ten();
    const drawn = async (seed: string) => {
      const out = outPath('seeded');
      await run('split', path, '--out', out, '--seed', seed);
      return readFile(join(out, 'ImageSets', 'Main', 'val.txt'), 'utf8');
    };
    const [first, again, other] = [await drawn('1'), await drawn('1'), await drawn('2')];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps groups together', async () => {
    const out = outPath('grouped');
    await run('split', await ten(), '--val', '0.4', '--group-by', '^(cam\\d)', '--out', out);
    const { images } = await readDataset(out, { use: 'all' });
    const splits = new Map<string, Set<string>>();
    for (const { id, split = '' } of images)
      splits.set(id.slice(0, 4), (splits.get(id.slice(0, 4)) ?? new Set()).add(split));
    expect([...splits.values()].map((one) => one.size)).toEqual([1, 1, 1, 1, 1]);
    expect(images.filter(({ split }) => split === 'val')).toHaveLength(4);
  });

  it("keeps Roboflow's copies of a photograph, and equal files, together", async () => {
    const jpeg = await photograph({ shade: 77 });
    const names = ['a_jpg.rf.01', 'a_jpg.rf.02', 'b', 'c'];
    const tree = Object.fromEntries(names.map((name) => [`${name}.xml`, vocXml(`${name}.jpg`)]));
    const shades = await Promise.all([photograph({ shade: 1 }), photograph({ shade: 2 }), jpeg, jpeg]);
    const path = await write({
      ...tree,
      ...Object.fromEntries(names.map((name, i) => [`${name}.jpg`, shades[i]!])),
    });
    const out = outPath('copies');
    await run('split', path, '--val', '0.5', '--out', out);
    const { images } = await readDataset(out, { use: 'all' });
    const split = new Map(images.map((one) => [one.id, one.split]));
    expect(split.get('a_jpg.rf.01')).toBe(split.get('a_jpg.rf.02'));
    expect(split.get('b')).toBe(split.get('c'));
    expect(new Set(split.values()).size).toBe(2);
  });

  it.each<[string, string[], RegExp]>([
    ['nothing to train on', ['--val', '0.6', '--test', '0.4'], /leave something to train on/],
    ['one group', ['--group-by', 'mug|cam'], /groups small enough to fill the split val/],
    ['a pattern that is none', ['--group-by', '('], /regular expression/],
    ['a form without splits', ['--to', 'labelme'], /labelme has none.*--to/],
  ])('refuses %s', async (_name, options, message) => {
    const { code, err } = await run('split', await ten(), '--out', outPath('refused'), ...options);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
