import { describe, expect, it } from 'vitest';
import { duration, PlainProgress } from '../../../../src/cli/output/plain-progress.js';

/** Lines of a run that reports `[second, done]`. */
function linesOf(steps: readonly (readonly [number, number])[], total?: number): string[] {
  const lines: string[] = [];
  let second = 0;
  const progress = new PlainProgress({
    unit: 'images',
    write: (line) => lines.push(line),
    now: () => 1000 * second,
  });
  for (const [at, done] of steps) {
    second = at;
    progress.update({ stage: 'detect', done, ...(total !== undefined && { total }) });
  }
  return lines;
}

describe('PlainProgress', () => {
  it('has no blank before the comma without a unit', () => {
    let second = 0;
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const progress = new PlainProgress({ unit: '', write, now: () => 1000 * second });
    for (second of [0, 10]) progress.update({ stage: 'crops', done: 5 * second, total: 100 });
    expect(lines).toEqual(['crops 50/100, 5.0 a second, 10 s left']);
  });

  it.each([
    [
      'nothing before ten seconds',
      [
        [0, 0],
        [9.999, 50],
      ],
      100,
      [],
    ],
    [
      'a line at ten seconds',
      [
        [0, 0],
        [10, 50],
      ],
      100,
      ['detect 50/100 images, 5.0 a second, 10 s left'],
    ],
    [
      'no line below a twentieth',
      [
        [0, 0],
        [10, 4],
        [59.9, 4],
      ],
      100,
      [],
    ],
    [
      'a line at a twentieth',
      [
        [0, 0],
        [20, 5],
      ],
      100,
      ['detect 5/100 images, 0.25 a second, 6 min 20 s left'],
    ],
    [
      'a line after a minute in any case',
      [
        [0, 0],
        [60, 1],
      ],
      100,
      ['detect 1/100 images, 0.017 a second, 1 h 39 min left'],
    ],
    [
      'what was there before is no rate',
      [
        [0, 80],
        [10, 90],
      ],
      100,
      ['detect 90/100 images, 1.0 a second, 10 s left'],
    ],
    [
      'no time left without a total',
      [
        [0, 0],
        [10, 2000],
      ],
      undefined,
      ['detect 2000 images, 200 a second'],
    ],
    [
      'no time left while nothing is done',
      [
        [0, 0],
        [60, 0],
      ],
      100,
      ['detect 0/100 images, 0.0 a second'],
    ],
  ] as const)('%s', (_, steps, total, expected) => expect(linesOf(steps, total)).toEqual(expected));
});

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [59.5, '1 min 0 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h 0 min'],
    [7199, '2 h 0 min'],
  ])('%f s is %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});
