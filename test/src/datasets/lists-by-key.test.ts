import { expect, it } from 'vitest';
import { TruthBuilder } from '../../../src/datasets/columns.js';
import { splitDataset } from '../../../src/datasets/split-dataset.js';

it('groups as many photographs as COCO has in one folder, at once', () => {
  const images = Array.from({ length: 60_000 }, (_, i) => {
    const file = `train/${i}.jpg`;
    return { id: file, file, width: 1, height: 1 };
  });
  const dataset = { images, classes: [], truth: new TruthBuilder().finish([]) };
  const { images: split } = splitDataset(dataset, { val: 0, test: 0, seed: 1, groupBy: 'folder' });
  expect(split).toHaveLength(60_000);
  expect(new Set(split.map((one) => one.split))).toEqual(new Set(['train']));
}, 20_000); // took minutes when each photograph copied the list of its group
