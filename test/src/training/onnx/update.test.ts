import { expect, it } from 'vitest';
import { update } from '../../../../src/training/onnx/update.js';
import { randomValues } from '../../../support/reference-network.js';

const options = { rate: 0.02, momentum: 0.9, decay: 5e-4, scale: 0.7, averageDecay: 0.6 };

/** Several runs of the kernel's memory and a part of one, an odd number of values. */
const LENGTH = 20_001;

function arraysOf(seed: number) {
  const values = (i: number) => randomValues(LENGTH, seed + i);
  return { values: values(0), velocities: values(1), averages: values(2), gradient: values(3) };
}

it.each([
  ['a whole array', 0, LENGTH],
  ['one value', 5, 6],
  ['what begins and ends anywhere', 1001, 19_998],
  ['nothing', 7, 7],
])('updates %s as the loop in JavaScript does, to the bit', (_, from, to) => {
  const [mine, expected] = [arraysOf(1), arraysOf(1)];
  slowUpdate(expected, { from, to });
  update(mine, { from, to }, options);
  for (const name of ['values', 'velocities', 'averages', 'gradient'] as const) {
    expect(Buffer.from(mine[name].buffer).equals(Buffer.from(expected[name].buffer)), name).toBe(true);
  }
});

function slowUpdate(arrays: ReturnType<typeof arraysOf>, { from, to }: { from: number; to: number }): void {
  const { rate, momentum, decay, scale, averageDecay } = options;
  const { values, velocities, averages, gradient } = arrays;
  const [gradientFactor, decayFactor] = [rate * scale, rate * decay];
  for (let i = from; i < to; i++) {
    const before = values[i]!;
    const velocity = momentum * velocities[i]! + gradientFactor * gradient[i]! + decayFactor * before;
    velocities[i] = velocity;
    values[i] = before - velocity;
    averages[i] = averages[i]! + (1 - averageDecay) * (values[i]! - averages[i]!);
  }
}
