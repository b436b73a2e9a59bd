import { expect, it } from 'vitest';
import { TruthBuilder } from '../../../../src/datasets/columns.js';
import { CROWD, type Dataset, DIFFICULT, OCCLUDED } from '../../../../src/datasets/records.js';
import { truthByImage } from '../../../../src/training/detector/image-truth.js';
import { clearObjects } from '../../../../src/training/detector/label-regions.js';
import { expectObjects } from '../../../../src/training/expect-objects.js';

/** One photograph with an object of 10 x 10 per flag, side by side. */
function photograph(...flags: number[]): Dataset {
  const truth = new TruthBuilder();
  for (const [i, own] of flags.entries()) {
    const box = { x1: 20 * i, y1: 0, x2: 20 * i + 10, y2: 10 };
    truth.add({ image: 0, class: i, ...box, flags: own }, { file: 0, line: 0 });
  }
  const classes = flags.map((_, i) => ({ name: `class ${i}`, id: i + 1 }));
  return { images: [{ id: 'a', width: 100, height: 20 }], classes, truth: truth.finish([]) };
}

it('sets difficult objects and crowds aside, after those that teach', () => {
  const [truth] = truthByImage(photograph(CROWD, OCCLUDED, DIFFICULT, 0));
  expect([...truth!.classes]).toEqual([1, 3, 0, 2]);
  expect([...truth!.difficult]).toEqual([0, 0, 1, 1]);
  expect([...clearObjects(truth!).x1]).toEqual([20, 60]);
});

it('a set of crowds and difficult objects alone teaches nothing', () => {
  expect(() => expectObjects(photograph(CROWD, DIFFICULT))).toThrow('only difficult objects or crowds (2).');
  expect(() => expectObjects(photograph(CROWD, OCCLUDED))).not.toThrow();
});
