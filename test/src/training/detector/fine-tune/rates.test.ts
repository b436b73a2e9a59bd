import { expect, it } from 'vitest';
import { rateShare } from '../../../../../src/training/detector/fine-tune/rates.js';

it.each([
  ['a tenth at first', 0, { steps: 1000, warmUp: 50 }, 0.1],
  ['half-way through the warm-up', 25, { steps: 1e9, warmUp: 50 }, 0.55],
  ['all of it behind the warm-up', 50, { steps: 1e9, warmUp: 50 }, 1],
  ['half of it in the middle', 500, { steps: 1000, warmUp: 50 }, 0.5],
  ['nothing at the end', 1000, { steps: 1000, warmUp: 50 }, 0],
  ['all of it at once without a warm-up', 0, { steps: 1000, warmUp: 0 }, 1],
])('%s', (_, step, settings, share) => {
  expect(rateShare(step, settings)).toBeCloseTo(share, 6);
});
