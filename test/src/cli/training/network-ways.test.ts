import { expect, it } from 'vitest';
import { aboutMinutes, stepsText } from '../../../../src/cli/training/network-ways.js';

it('says that few minutes are seldom worth it', () => {
  expect(aboutMinutes(8)).toBe('About 8 minutes; --minutes gives it more, which is better.');
  expect(aboutMinutes(1)).toMatch(/^About 1 minute: fewer than 8 .* heads alone/);
});

it.each([
  [
    'the fewest, which may not fit',
    20,
    2,
    '20 steps, the fewest that a run takes: it may last longer than 2 minutes.',
  ],
  ['one more, which fits', 21, 2, '21 steps.'],
  ['as few by settings', 20, undefined, '20 steps.'],
])('says how many steps there are: %s', (_, steps, minutes, expected) => {
  expect(stepsText(steps, minutes)).toBe(expected);
});
