import { describe, expect, it } from 'vitest';
import { EpochOrder } from '../../../../src/training/classifier/epoch-order.js';

const settings = { batch: 4, seed: 1 };

describe('the order of an epoch', () => {
  it('takes every image at most once an epoch, in another order each, the last ones that fill no batch left out', () => {
    const order = new EpochOrder(10, settings);
    expect(order.stepsPerEpoch).toBe(2);
    const epochs = [0, 1].map((epoch) => [0, 1].flatMap((i) => [...order.batch(2 * epoch + i)]));
    for (const images of epochs) expect(new Set(images).size).toBe(8);
    expect(epochs[1]).not.toEqual(epochs[0]);
  });

  it('depends on seed and step alone, not on what was asked before', () => {
    const order = new EpochOrder(10, settings);
    const inTurn = [0, 1, 2, 3].map((step) => order.batch(step));
    expect([3, 0, 2, 1].map((step) => order.batch(step))).toEqual([3, 0, 2, 1].map((step) => inTurn[step]));
    expect(new EpochOrder(10, { ...settings, seed: 2 }).batch(0)).not.toEqual(inTurn[0]);
  });

  it('has one step where the images do not fill a batch', () => {
    const order = new EpochOrder(3, settings);
    expect(order.stepsPerEpoch).toBe(1);
    expect([...order.batch(0)].sort()).toEqual([0, 1, 2]);
    expect([0, 1, 2].map((step) => order.epochOf(step))).toEqual([0, 1, 2]);
  });
});
