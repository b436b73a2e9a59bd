import { expect, it } from 'vitest';
import { readVoc } from '../../../../src/datasets/voc/devkit.js';
import { describeWith, shared } from '../../../support/shared.js';

describeWith('data/voc2012-subset')('readVoc on real photographs', () => {
  const root = shared('data', 'voc2012-subset', 'VOC2012');

  it.each([
    ['train', 3020, 6720],
    ['val', 471, 1016],
  ])('reads %s whole', async (split, images, objects) => {
    const dataset = await readVoc(root, { split });
    expect(dataset.images).toHaveLength(images);
    expect(dataset.truth).toHaveLength(objects);
    expect(dataset.classes).toHaveLength(20);
  });
});
