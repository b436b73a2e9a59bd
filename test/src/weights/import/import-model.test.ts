import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importModel } from '../../../../src/weights/import/import-model.js';
import { loadModel } from '../../../../src/weights/model-file.js';
import { caffemodelBytes } from '../../../support/caffemodel.js';
import { describeWith, shared } from '../../../support/shared.js';

let folder: string;
let out: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  out = join(folder, 'model.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

describe('classes of an imported network', () => {
  const twoClasses = 'n01440764 tench, Tinca tinca\nn01443537 goldfish\n';
  const importTwo = async (words?: string) => {
    await writeFile(join(folder, 'two.caffemodel'), caffemodelBytes({ classes: 2, fill: 0.25 }));
    const classesFile = join(folder, 'words.txt');
    if (words !== undefined) await writeFile(classesFile, words);
    return importModel(join(folder, 'two.caffemodel'), {
      ...{ out, dtype: 'float32' },
      ...(words !== undefined && { classesFile }),
    });
  };

  it('come from the file', async () => {
    const card = await importTwo(twoClasses);
    expect(card).toMatchObject({
      name: 'two',
      network: { classes: 2, auxiliary: false },
      classes: [{ name: 'tench, Tinca tinca', wnid: 'n01440764' }, { name: 'goldfish' }],
    });
    expect((await loadModel(out)).card).toEqual(card);
  });

  it('must be given when they are not the 1,000', async () => {
    await expect(importTwo()).rejects.toMatchObject({ code: 'bad-option' });
  });

  it('must be as many as the outputs', async () => {
    await expect(importTwo(`${twoClasses}n01484850 great white shark`)).rejects.toThrow(
      "words.txt to name the network's 2 classes, but it has 3",
    );
  });
});

describeWith('weights/bvlc_googlenet.caffemodel')('the BVLC network', () => {
  it('fits in 14.2 MB as float16, each value within half a step of the original', async () => {
    const file = shared('weights/bvlc_googlenet.caffemodel');
    const whole = join(folder, 'whole.safetensors');
    await importModel(file, { out, dtype: 'float16' });
    await importModel(file, { out: whole, dtype: 'float32' });
    const [half, full] = [await loadModel(out), await loadModel(whole)];
    expect(half.bytes).toBeLessThan(14.2e6);
    expect(full.card.classes[967]).toEqual({ name: 'espresso', wnid: 'n07920052' });
    for (const [name, { data }] of full.weights) {
      const rounded = half.weights.get(name)!.data;
      // Relative 2^-11 in the normal range, absolute 2^-25 below it.
      const worst = data.findIndex(
        (value, i) => Math.abs(value - rounded[i]) > Math.max(Math.abs(value) * 2 ** -11, 2 ** -25),
      );
      expect(worst, name).toBe(-1);
    }
  });
});
