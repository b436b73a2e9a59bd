import { expect, it } from 'vitest';
import { TruthBuilder } from '../../../../src/datasets/columns.js';
import type { Dataset } from '../../../../src/datasets/records.js';
import { judgeHeldOut } from '../../../../src/training/detector/held-out.js';

/** A cup in each photograph; a pen in the first nine, too few to say anything. */
function cupsAndPens(count: number): Dataset {
  const truth = new TruthBuilder();
  const images = Array.from({ length: count }, (_, i) => ({ id: `${i}`, width: 100, height: 100 }));
  for (let image = 0; image < count; image++) {
    const at = { file: 0, line: 0 };
    truth.add({ image, class: 0, x1: 0, y1: 0, x2: 10, y2: 10, flags: 0 }, at);
    if (image < 9) truth.add({ image, class: 1, x1: 50, y1: 0, x2: 60, y2: 10, flags: 0 }, at);
  }
  const classes = ['cup', 'pen'].map((name, k) => ({ name, id: k + 1 }));
  return { images, classes, truth: truth.finish([]) };
}

const cup = { x1: 0, y1: 0, x2: 10, y2: 10 };
const away = { x1: 80, y1: 80, x2: 90, y2: 90 };

it('gives an AP with its interval where there is enough, and none where there is not', () => {
  const dataset = cupsAndPens(12);
  // Found in ten of twelve; a false one scores less than all of them.
  const found = dataset.images
    .slice(0, 10)
    .map(({ id }) => ({ image: id, class: 'cup', score: 0.8, box: cup }));
  const { classes, mAP } = judgeHeldOut(dataset, [
    ...found,
    { image: '11', class: 'cup', score: 0.1, box: away },
  ]);
  const [cups, pens] = classes;
  expect(cups).toMatchObject({ objects: 12, photographs: 12, precision: 1 });
  expect(cups!.recall).toBeCloseTo(10 / 12, 9);
  expect(cups!.ap!.value).toBeCloseTo(10 / 12, 9);
  expect(cups!.ap!.low).toBeLessThan(10 / 12);
  expect(cups!.ap!.high).toBeGreaterThan(10 / 12);
  expect(pens).toMatchObject({ objects: 9, photographs: 9, recall: 0, precision: null });
  expect(pens!.ap).toBeUndefined();
  expect(mAP!.value).toBeCloseTo(5 / 12, 9);
});

it('says nothing of the mean where no class has enough', () => {
  expect(judgeHeldOut(cupsAndPens(9), []).mAP).toBeUndefined();
});
