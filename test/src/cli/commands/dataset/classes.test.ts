import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../../../src/datasets/formats.js';
import { datasetFolder } from '../../../../support/dataset-folder.js';
import { boxesByImage, mug } from '../../../../support/label-files.js';

const { outPath, run, labelled } = datasetFolder();

describe('classes', () => {
  const classesOf = async (path: string) => (await readDataset(path)).classes.map(({ name }) => name);

  it('rename', async () => {
    const out = outPath('renamed');
    await run('rename', await labelled({ a: 'mug', b: 'plate' }), 'mug=big cup', '--out', out);
    expect(await classesOf(out)).toEqual(['big cup', 'plate']);
    expect(boxesByImage(await readDataset(out))).toMatchObject({ a: [['big cup', ...mug.slice(1)]] });
  });

  it('merge, also into the name of one of them', async () => {
    const out = outPath('merged');
    await run(
      'merge',
      await labelled({ a: 'Tabby', b: 'tabby', c: 'bike' }),
      'Tabby',
      'tabby',
      '--into',
      'tabby',
      '--out',
      out,
      '--to',
      'yolo',
    );
    const dataset = await readDataset(out);
    expect(dataset.classes.map(({ name }) => name)).toEqual(['tabby', 'bike']);
    expect(
      Object.values(boxesByImage(dataset))
        .flat()
        .map((box) => (box as unknown[])[0]),
    ).toEqual(['tabby', 'tabby', 'bike']);
  });

  it('drop keeps the photographs and says which are empty now', async () => {
    const out = outPath('dropped');
    const { err } = await run('drop', await labelled({ a: 'mug', b: 'plate' }), 'plate', '--out', out);
    expect(err).toMatch(/1 photograph has no object any more/);
    expect(boxesByImage(await readDataset(out))).toEqual({ a: [mug], b: [] });
  });

  it.each<[string, string[], RegExp]>([
    [
      'rename of a class that there is not',
      ['rename', 'cup=x'],
      /the class to be one of mug, plate, but got "cup"/,
    ],
    [
      'rename to a name that is taken',
      ['rename', 'mug=plate'],
      /two classes would be "plate".*dataset merge/,
    ],
    ['rename without a new name', ['rename', 'mug'], /old=new.*"mug"/],
    ['merge of one class', ['merge', 'mug', '--into', 'cup'], /at least two classes/],
    ['drop of all', ['drop', 'mug', 'plate'], /one class to be left/],
  ])('%s is refused', async (_name, [command, ...args], message) => {
    const path = await labelled({ a: 'mug', b: 'plate' });
    const { code, err } = await run(command!, path, ...args, '--out', outPath('refused'));
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
