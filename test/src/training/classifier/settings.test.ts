import { describe, expect, it } from 'vitest';
import { recipeNames, settingsFor } from '../../../../src/training/classifier/recipes.js';
import { sideAt } from '../../../../src/training/classifier/settings.js';
import { scheduleOf } from '../../../../src/training/run/schedules.js';

describe('settings', () => {
  it.each(recipeNames)('of recipe %s pass their own check', (name) => {
    expect(settingsFor(name)).toEqual(settingsFor(name, {}));
  });

  it('of the paper are the paper’s', () => {
    const { momentum, schedule, patches, network, averaging } = settingsFor('paper');
    expect({ momentum, schedule, patches, network }).toEqual({
      momentum: 0.9,
      schedule: { kind: 'step', base: 0.01, factor: 0.96, everyEpochs: 8 },
      patches: { area: [0.08, 1], photometric: true },
      network: { modules: 'reduced', width: 1, auxiliary: true, localResponseNorm: true, batchNorm: false },
    });
    expect(averaging).not.toBeNull();
  });

  it('merge records and replace lists and other kinds', () => {
    const settings = settingsFor('paper', {
      network: { width: 0.5 },
      resolution: [{ fromEpoch: 0, side: 96 }],
      schedule: { kind: 'polynomial', base: 0.02, power: 1 },
      averaging: null,
    });
    expect(settings.network).toMatchObject({ width: 0.5, auxiliary: true });
    expect(settings.resolution).toEqual([{ fromEpoch: 0, side: 96 }]);
    expect(settings.schedule).toEqual({ kind: 'polynomial', base: 0.02, power: 1 });
    expect(settings.averaging).toBeNull();
  });

  it.each([
    ['an unknown name', { epoch: 3 }, 'epoch'],
    ['a value of another type', { epochs: '3' }, 'epochs'],
    ['sides from a later epoch on only', { resolution: [{ fromEpoch: 1, side: 96 }] }, 'from epoch 0'],
    ['the same epoch twice', { resolution: [96, 128].map((side) => ({ fromEpoch: 0, side })) }, 'must rise'],
    ['a side that leaves no cell', { resolution: [{ fromEpoch: 0, side: 31 }] }, '32'],
    ['two normalisations at once', { network: { batchNorm: true } }, 'localResponseNorm'],
    ['areas the wrong way round', { patches: { area: [1, 0.08] } }, 'smaller share'],
    ['a list', [], 'my.json'],
  ])('refuse %s', (_, overrides, word) => {
    expect(() => settingsFor('paper', overrides, 'my.json')).toThrow(word);
    expect(() => settingsFor('paper', overrides, 'my.json')).toThrow('my.json');
  });

  it('refuse an unknown recipe and list the known', () => {
    expect(() => settingsFor('fast')).toThrow('paper, quick, batch-norm, fine-tune');
  });

  it('change the side exactly with the epoch', () => {
    const resolution = [
      { fromEpoch: 0, side: 96 },
      { fromEpoch: 2, side: 128 },
    ];
    expect([0, 1, 2, 3].map((epoch) => sideAt({ resolution }, epoch))).toEqual([96, 96, 128, 128]);
  });

  it('make the schedules of their names', () => {
    const step = scheduleOf(settingsFor('paper'));
    expect([step(7.99), step(8)]).toEqual([0.01, 0.01 * 0.96]);
    const polynomial = scheduleOf(settingsFor('quick', { epochs: 4 }));
    expect(polynomial(3)).toBeCloseTo(0.01 * Math.sqrt(1 / 4), 12);
    expect(polynomial(4)).toBe(0);
  });
});
