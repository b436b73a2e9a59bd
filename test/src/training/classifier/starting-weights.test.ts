import { expect, it } from 'vitest';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { startingClassifierWeights } from '../../../../src/training/classifier/starting-weights.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { checkCard } from '../../../../src/weights/model-card.js';

const options = { width: 1 / 16 };
const baseNetwork = googlenet({ ...options, classes: 3 });
const base = {
  path: 'base.safetensors',
  weights: initialWeights(baseNetwork, 7),
  card: checkCard('base', {
    format: 1,
    name: 'base',
    task: 'classifier',
    network: { ...options, classes: 3 },
    preprocessing: { channelOrder: 'bgr', mean: [1, 2, 3], inputSize: 224 },
    classes: [{ name: 'tench', wnid: 'n01440764' }, { name: 'church', wnid: 'n03028079' }, { name: 'cat' }],
    licence: 'none',
    origin: { text: 'Made for this test.' },
    sha256: '0'.repeat(64),
  }),
};
const classes = [
  { name: 'a church', id: 1, wnid: 'n03028079' },
  { name: 'cat', id: 2 },
  { name: 'a tench', id: 3, wnid: 'n01440764' },
  { name: 'a horn', id: 4, wnid: 'n03394916' },
];
const network = googlenet({ ...options, classes: 4 });
const fresh = initialWeights(network, 1);
const start = startingClassifierWeights(network, { base, classes, seed: 1 });
const row = (weights: typeof start, place: number) => {
  const { data, shape } = weights.get('loss3/classifier/weight')!;
  const length = data.length / shape[0]!;
  return [...data.subarray(place * length, (place + 1) * length)];
};

it('begins with the base’s layers', () => {
  expect(start.get('conv1/7x7_s2/weight')).toBe(base.weights.get('conv1/7x7_s2/weight'));
  expect([...start.keys()]).toEqual([...fresh.keys()]);
});

it('gives a class that the base knows by its WordNet id the base’s row', () => {
  expect(row(start, 0)).toEqual(row(base.weights, 1));
  expect(row(start, 2)).toEqual(row(base.weights, 0));
});

it('begins anew with classes that the base does not know, a name alone being no proof', () => {
  expect(row(start, 1)).toEqual(row(fresh, 1));
  expect(row(start, 3)).toEqual(row(fresh, 3));
});

it('refuses a base whose arrays are not those of its card', () => {
  const weights = new Map([...base.weights].filter(([name]) => name !== 'conv2/3x3/bias'));
  const broken = { ...base, weights };
  expect(() => startingClassifierWeights(network, { base: broken, classes, seed: 1 })).toThrow(
    'conv2/3x3/bias',
  );
});
