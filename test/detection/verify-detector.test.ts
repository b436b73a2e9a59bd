import { describe, expect, it } from 'vitest';
import { verifyDetector } from '../../detection/verify-detector.js';
import { googlenet } from '../../src/googlenet/googlenet.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import { checkCard } from '../../src/weights/model-card.js';
import type { Model } from '../../src/weights/model-file.js';
import type { WeightArray } from '../../src/weights/weights.js';

/** Shapes only: the values are not looked at. */
const array = (...shape: number[]): WeightArray => ({ shape, data: new Float32Array(0) });

function detector(change: (weights: Map<string, WeightArray>) => void = () => {}): Model {
  const weights = new Map(
    parametersOf(googlenet({ classes: 1000 }))
      .filter(({ name }) => !name.startsWith('loss3/'))
      .map(({ name, shape }) => [name, array(...shape)]),
  );
  weights.set('shared/class_scores/weight', array(2, 1024)).set('shared/class_scores/bias', array(2));
  weights.set('shared/box_deltas/weight', array(8, 1024)).set('shared/box_deltas/bias', array(8));
  change(weights);
  const card = checkCard('toy', {
    ...{ format: 1, name: 'toy', task: 'detector', network: { classes: 1000, auxiliary: true } },
    preprocessing: { channelOrder: 'bgr', mean: [0, 0, 0], inputSize: 224 },
    classes: [{ name: 'cat' }, { name: 'dog' }],
    head: { shared: { shortSide: 600, longSide: 1000 }, nmsIou: 0.3 },
    ...{ licence: 'none', origin: { text: 'Made up.' }, sha256: '0'.repeat(64) },
  });
  return { card, weights, path: 'toy.safetensors', storedType: 'float32', bytes: 0 };
}

describe('verifyDetector', () => {
  it('passes the network up to the pooled features with the heads that the record names', () => {
    expect(() => verifyDetector(detector())).not.toThrow();
  });

  it.each([
    ['a head missing', (w) => w.delete('shared/box_deltas/bias'), 'missing (1): shared/box_deltas/bias'],
    [
      'heads that the record does not name',
      (w) => w.set('crops/class_scores/bias', array(2)),
      'extra (1): crops/',
    ],
    ['a head for other classes', (w) => w.set('shared/class_scores/bias', array(3)), 'expected [2], got [3]'],
    ['a trunk layer missing', (w) => w.delete('conv2/3x3/bias'), 'missing (1): conv2/3x3/bias'],
    [
      'a classifier left in',
      (w) => w.set('loss3/classifier/bias', array(1000)),
      'extra (1): loss3/classifier',
    ],
  ] as [string, (weights: Map<string, WeightArray>) => void, string][])(
    'refuses %s',
    (_, change, message) => {
      expect(() => verifyDetector(detector(change))).toThrow(message);
      expect(() => verifyDetector(detector(change))).toThrow('toy.safetensors');
    },
  );
});
