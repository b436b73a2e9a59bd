import { describe, expect, it } from 'vitest';
import { rateAt, rcnnSettings } from '../../../../../src/training/detector/rcnn/settings.js';

describe('settings of R-CNN', () => {
  it("are the paper's where nothing is said", () => {
    expect(rcnnSettings({})).toMatchObject({ steps: 50_000, batch: 128, positives: 32, rate: 0.001 });
  });

  it.each([
    ['more windows on objects than in all', { batch: 8, positives: 9 }, 'positives'],
    ['settings of the other fine-tuning', { regions: 64 }, 'regions'],
    ['no photographs', { photographs: 0 }, 'photographs'],
  ])('refuse %s', (_, given, name) => {
    expect(() => rcnnSettings(given, 'mine.json')).toThrow(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(name) }),
    );
  });

  it('may ask for windows on objects alone', () => {
    expect(rcnnSettings({ batch: 8, positives: 8 })).toMatchObject({ positives: 8 });
  });
});

it.each([
  ['the full rate at first', 0, 0.001],
  ['and just before it falls', 19_999, 0.001],
  ['a tenth after that', 20_000, 0.0001],
  ['a hundredth at the end', 49_999, 0.00001],
])('learns at %s', (_, step, rate) => {
  expect(rateAt(step, rcnnSettings({}))).toBeCloseTo(rate, 12);
});
