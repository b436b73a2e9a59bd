import { describe, expect, it } from 'vitest';
import { scheduleOf } from '../../../../src/training/run/schedules.js';

describe('step', () => {
  const schedule = { kind: 'step', base: 0.01, factor: 0.96, everyEpochs: 8 } as const;

  it.each([
    ['begins at the base', 0, 0.01],
    ['stays for eight epochs', 7.999, 0.01],
    ['falls by 4 % with the eighth', 8, 0.0096],
    ['and again with the sixteenth', 16, 0.009216],
  ])('%s', (_what, epoch, rate) => {
    expect(scheduleOf({ schedule, epochs: 100 })(epoch)).toBeCloseTo(rate, 12);
  });
});

describe('polynomial', () => {
  const schedule = { kind: 'polynomial', base: 0.01, power: 0.5 } as const;

  it.each([
    ['begins at the base', 0, 0.01],
    ['is at the root of what is left', 75, 0.005],
    ['ends at 0', 100, 0],
    ['stays at 0 after the end', 101, 0],
  ])('%s', (_what, epoch, rate) => {
    expect(scheduleOf({ schedule, epochs: 100 })(epoch)).toBeCloseTo(rate, 12);
  });
});
