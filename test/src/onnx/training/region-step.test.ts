/** The graph of a training step, as bytes. */
import { describe, expect, it } from 'vitest';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { regionStepGraph } from '../../../../src/onnx/training/region-step.js';

const options = {
  network: googlenet({ classes: 4, width: 1 / 16 }),
  ...{ classes: 3, heads: { scores: 'class', boxes: 'box' }, trainFrom: 'inception_3a', dropout: 0.3 },
};

describe.each([1, 8, 16])('in blocks of %i', (block) => {
  it.each([
    ['landscape and portrait', { height: 64, width: 96, regions: 5 }, { height: 128, width: 32, regions: 5 }],
    ['square and not', { height: 64, width: 64, regions: 64 }, { height: 64, width: 160, regions: 64 }],
    ['few regions and many', { height: 64, width: 96, regions: 2 }, { height: 64, width: 96, regions: 300 }],
  ])('is one for %s, so that one session serves both', (_, one, other) => {
    for (const purpose of ['train', 'predict'] as const) {
      const graphs = [one, other].map((size) => regionStepGraph({ ...options, block }, size, purpose));
      expect(Buffer.compare(graphs[0]!.model, graphs[1]!.model)).toBe(0);
      expect(graphs[0]!.sizes).not.toEqual(graphs[1]!.sizes);
    }
  });
});

it('has no gradient of what does not learn', () => {
  const size = { height: 64, width: 96, regions: 5 };
  const { filters } = regionStepGraph({ ...options, block: 8 }, size, 'train');
  const stem = filters.filter(({ name }) => name.startsWith('conv'));
  expect(stem.map(({ trainable, backward }) => [trainable, backward])).toEqual(
    stem.map(() => [false, false]),
  );
  // Nothing that learns lies below the first inception module, so its input's gradient is not asked for.
  const first = filters.filter(({ parts }) => parts[0]!.name === 'inception_3a/1x1');
  expect(first.map(({ trainable, backward }) => [trainable, backward])).toEqual([[true, false]]);
});
