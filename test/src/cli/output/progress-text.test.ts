import { describe, expect, it } from 'vitest';
import { progressText } from '../../../../src/cli/output/progress-text.js';

const [none, half, all] = ['░'.repeat(24), `${'█'.repeat(12)}${'░'.repeat(12)}`, '█'.repeat(24)];

/** Of a stage that began at second 100. */
const text = (done: number, [finished, now]: [number, number], { from = 0, total = 4 } = {}) =>
  progressText({ stage: 'detect', done, total }, 'images', {
    began: { done: from, time: 100_000 },
    finished: 1000 * finished,
    now: 1000 * now,
  });

describe('progressText', () => {
  it.each([
    ['no rate and no time left before anything is finished', 0, 100, 106, `${none} 0/4 images  6 s gone`],
    ['both from what is finished', 2, 106, 106, `${half} 2/4 images  0.33 a second  6 s gone, 6 s left`],
    ['time left goes down meanwhile', 2, 106, 110, `${half} 2/4 images  0.33 a second  10 s gone, 2 s left`],
    [
      'an item that takes long is not over',
      2,
      106,
      130,
      `${half} 2/4 images  0.33 a second  30 s gone, 1 s left`,
    ],
    ['nothing is left at the end', 4, 111, 111, `${all} 4/4 images  0.36 a second  11 s gone`],
  ])('%s', (_, done, finished, now, line) => {
    expect(text(done, [finished, now])).toBe(`detect ${line}`);
  });

  it('what was done before is no part of the rate', () => {
    expect(text(2, [100, 100], { from: 2 })).toBe(`detect ${half} 2/4 images  0 s gone`);
    expect(text(5, [110, 110], { from: 4, total: 10 })).toBe(
      `detect ${half} 5/10 images  0.10 a second  10 s gone, 50 s left`,
    );
  });

  it('no bar without a total, and the item last', () => {
    const times = { began: { done: 0, time: 0 }, finished: 2000, now: 2000 };
    expect(progressText({ stage: 'read', done: 8, item: 'a.jpg' }, '', times)).toBe(
      'read 8  4.0 a second  2 s gone  a.jpg',
    );
    expect(progressText({ stage: 'read', done: 0, total: 0 }, '', times)).toBe(`read ${none} 0/0  2 s gone`);
  });
});
