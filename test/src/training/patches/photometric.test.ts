import { describe, expect, it } from 'vitest';
import { keyedStream } from '../../../../src/random/keyed-stream.js';
import { distort, drawDistortion } from '../../../../src/training/patches/photometric.js';

const none: [number, number, number] = [0, 0, 0];
/** Two pixels: (100, 50, 200) and (20, 60, 40). */
const planes = () => Float32Array.of(100, 20, 50, 60, 200, 40);
const greys = [100 * 0.299 + 50 * 0.587 + 200 * 0.114, 20 * 0.299 + 60 * 0.587 + 40 * 0.114] as const;

describe('distort', () => {
  it.each([
    ['brightness halves every value', 'brightness', 0.5, [50, 10, 25, 30, 100, 20]],
    ['brightness stops at white', 'brightness', 1.5, [150, 30, 75, 90, 255, 60]],
    [
      'contrast draws values to the mean grey',
      'contrast',
      0.5,
      [100, 20, 50, 60, 200, 40].map((value) => (value + (greys[0] + greys[1]) / 2) / 2),
    ],
    [
      'colour draws values to their pixel’s grey',
      'colour',
      0.5,
      [100, 20, 50, 60, 200, 40].map((value, i) => (value + greys[i % 2 === 0 ? 0 : 1]) / 2),
    ],
  ] as const)('%s', (_what, kind, factor, expected) => {
    const values = planes();
    distort(values, { steps: [{ kind, factor }], lighting: none });
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 3);
  });

  it('adds light to each channel, within 0 and 255', () => {
    const values = planes();
    distort(values, { steps: [], lighting: [10, -55, 100] });
    expect([...values]).toEqual([110, 30, 0, 5, 255, 140]);
  });

  it('applies its steps in order', () => {
    const [first, second] = [planes(), planes()];
    const brightness = { kind: 'brightness', factor: 1.5 } as const;
    const contrast = { kind: 'contrast', factor: 0.5 } as const;
    distort(first, { steps: [brightness, contrast], lighting: none });
    distort(second, { steps: [contrast, brightness], lighting: none });
    expect(first).not.toEqual(second);
  });
});

describe('drawDistortion', () => {
  const drawn = Array.from({ length: 3000 }, (_, i) => drawDistortion(keyedStream(4, i)));

  it('takes each kind once, in each of the six orders, by factors from 0.5 to 1.5', () => {
    expect(new Set(drawn.map(({ steps }) => steps.map(({ kind }) => kind).join())).size).toBe(6);
    const factors = drawn.flatMap(({ steps }) => steps.map(({ factor }) => factor));
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.5);
    expect(Math.min(...factors)).toBeLessThan(0.51);
    expect(Math.max(...factors)).toBeLessThan(1.5);
    expect(Math.max(...factors)).toBeGreaterThan(1.49);
  });

  it('lights mostly along grey, by about a tenth of its deviation', () => {
    const red = drawn.map(({ lighting }) => lighting[0]);
    const deviation = Math.sqrt(red.reduce((sum, value) => sum + value ** 2, 0) / red.length);
    expect(deviation / (0.1 * 55.46 * 0.5675)).toBeCloseTo(1, 1);
    const apart = drawn.filter(({ lighting: [r, , b] }) => Math.sign(r) !== Math.sign(b)).length;
    expect(apart / drawn.length).toBeLessThan(0.15);
  });
});
