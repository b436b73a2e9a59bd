import { expect, it } from 'vitest';
import { photographGroups } from '../../../../src/datasets/split-dataset.js';
import { drawFolds } from '../../../../src/training/detector/folds.js';

const alone = (count: number) => Array.from({ length: count }, (_, i) => [i]);

it('divides photographs into parts of one size, at random by the seed', () => {
  const parts = drawFolds(alone(42), { folds: 5, seed: 1 });
  const sizes = [0, 1, 2, 3, 4].map((fold) => parts.filter((part) => part === fold).length);
  expect(sizes.sort()).toEqual([8, 8, 8, 9, 9]);
  expect(drawFolds(alone(42), { folds: 5, seed: 1 })).toEqual(parts);
  expect(drawFolds(alone(42), { folds: 5, seed: 2 })).not.toEqual(parts);
});

it('never holds a copy of a photograph out from its other copies', () => {
  const names = ['a_jpg.rf.01.jpg', 'b.jpg', 'a_jpg.rf.02.jpg', 'c.jpg', 'd.jpg', 'same-as-c.jpg'];
  const images = names.map((file) => ({ id: file, file, width: 1, height: 1 }));
  const hashes = ['1', '2', '3', '4', '5', '4'];
  const groups = photographGroups({ images } as never, { hashes });
  for (let seed = 0; seed < 10; seed++) {
    const parts = drawFolds(groups, { folds: 4, seed });
    expect(parts[0]).toBe(parts[2]);
    expect(parts[3]).toBe(parts[5]);
  }
});
