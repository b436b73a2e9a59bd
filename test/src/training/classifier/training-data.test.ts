import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrainingData } from '../../../../src/training/classifier/training-data.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Empty files: reading a data set does not open them. */
function files(folder: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const path = join(root, folder, `${String(i).padStart(2, '0')}.jpg`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }
}

const names = (set: { images: readonly { id: string }[] }) => set.images.map(({ id }) => id);

describe('training data', () => {
  it('comes in train and val, counted by the classes of train', async () => {
    files('train/cat', 2);
    files('train/ant', 1);
    files('train/dog', 1);
    files('val/dog', 1); // no ant, no cat: dog is val's first class
    const { train, val } = await readTrainingData(root);
    expect(train.classes.map(({ name }) => name)).toEqual(['ant', 'cat', 'dog']);
    expect([...train.label]).toEqual([0, 1, 1, 2]);
    expect([...val.label]).toEqual([2]);
    expect(val.classes).toBe(train.classes);
  });

  it('may be ILSVRC’s own, with the labels of val in the devkit', async () => {
    files('train/n01440764', 1);
    files('train/n01443537', 1);
    files('val', 1);
    const write = (name: string, text: string) => writeFileSync(join(root, name), text);
    // ILSVRC's ids are in another order than the folders.
    write('meta_clsloc.csv', '1,n01443537,goldfish\n2,n01440764,tench\n');
    write('ILSVRC2012_validation_ground_truth.txt', '1\n2\n1\n');
    const { train, val } = await readTrainingData(root);
    expect([...val.label]).toEqual([1, 0, 1]);
    expect(val.classes).toBe(train.classes);
    expect(join(val.root!, val.images[2]!.file!)).toBe(join(root, 'val', 'ILSVRC2012_val_00000003.JPEG'));
  });

  it('refuses a class that train has not', async () => {
    for (const folder of ['train/cat', 'train/dog', 'val/emu']) files(folder, 1);
    await expect(readTrainingData(root)).rejects.toThrow('only val has "emu"');
  });

  it('holds out every tenth of a class where there is no val', async () => {
    files('cat', 21);
    files('dog', 9);
    const { train, val } = await readTrainingData(root);
    expect(names(val)).toEqual(['cat/09.jpg', 'cat/19.jpg']);
    expect(train.images).toHaveLength(28);
    expect([...val.label]).toEqual([0, 0]);
    expect([...train.label].filter((label) => label === 1)).toHaveLength(9);
  });

  it('holds out of train as well', async () => {
    files('train/cat', 10);
    files('train/dog', 10);
    const { val } = await readTrainingData(root);
    expect(names(val)).toEqual(['cat/09.jpg', 'dog/09.jpg']);
  });

  it('must be enough to hold something out', async () => {
    files('cat', 9);
    files('dog', 9);
    await expect(readTrainingData(root)).rejects.toThrow('10 photographs');
  });

  it('must have two classes', async () => {
    files('train/cat', 10);
    files('val/cat', 1);
    await expect(readTrainingData(root)).rejects.toThrow('at least two classes');
  });
});
