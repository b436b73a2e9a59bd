import { expect, it } from 'vitest';
import { rateChart } from '../../../../src/training/run/charts.js';
import type { StepRecord, ValidationRecord } from '../../../../src/training/run/run-log.js';

it('a validation whose epoch rounds to 0 does not draw all steps at epoch 0', () => {
  const steps = Array.from(
    { length: 4 },
    (_, i): StepRecord => ({
      ...{ kind: 'step', step: i + 1, epoch: 0, loss: 1, mainLoss: 1, accuracy: 0.5, rate: 0.01 },
    }),
  );
  const cost = { images: 1, seconds: 1, cpuSeconds: 1, waitedShare: 0 };
  const validation: ValidationRecord = {
    ...{ kind: 'validation', step: 1, epoch: 0, mAP: 0.5, training: cost, validation: cost },
  };
  expect(rateChart(steps, [validation])).toBe(rateChart(steps, []));
});
