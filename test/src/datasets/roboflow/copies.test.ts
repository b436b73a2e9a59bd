import { expect, it } from 'vitest';
import { copiedName, copiesAmong } from '../../../../src/datasets/roboflow/copies.js';
import { photographGroups } from '../../../../src/datasets/split-dataset.js';

const named = (file: string) => ({ id: file, file, width: 1, height: 1 });

it.each([
  ['train/images/a_jpg.rf.0a1b.jpg', 'a_jpg.jpg'],
  ['valid\\a_jpg.rf.2c3d.jpg', 'a_jpg.jpg'],
  ['a_jpg.jpg', undefined],
  ['train.rf.01/a.jpg', undefined],
])('takes %s for a copy of %s', (file, name) => {
  expect(copiedName(named(file))).toBe(name);
});

it('finds copies of one photograph in two splits, and no photograph that only has the same name', () => {
  const train = ['train/a_jpg.rf.01.jpg', 'train/a_jpg.rf.02.jpg', 'train/b.jpg'].map(named);
  const valid = ['valid/a_jpg.rf.03.jpg', 'valid/b.jpg', 'valid/c_jpg.rf.04.jpg'].map(named);
  expect(copiesAmong(valid, train)).toEqual([valid[0]]);
});

it('keeps copies together in a division, in whatever folders they lie', () => {
  const images = ['train/a_jpg.rf.01.jpg', 'train/b.jpg', 'valid/a_jpg.rf.02.jpg', 'valid/b.jpg'].map(named);
  expect(photographGroups({ images } as never, { hashes: ['1', '2', '3', '4'] })).toEqual([[0, 2], [1], [3]]);
});
