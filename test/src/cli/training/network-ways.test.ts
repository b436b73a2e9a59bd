import { expect, it } from 'vitest';
import { aboutMinutes } from '../../../../src/cli/training/network-ways.js';

it('says that few minutes are seldom worth it', () => {
  expect(aboutMinutes(8)).toBe('About 8 minutes; --minutes gives it more, which is better.');
  expect(aboutMinutes(1)).toMatch(/^About 1 minute: fewer than 8 .* heads alone/);
});
