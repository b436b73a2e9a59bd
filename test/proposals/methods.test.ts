import { expect, it } from 'vitest';
import { proposalSource } from '../../proposals/by-name.js';
import { proposalsInWorker } from '../../src/browser/proposals.js';

// Callers check what they are given; a method that is new in the list must not pass for another one here.
it.each([
  ['of Node.js', () => proposalSource('edges' as never, {} as never)],
  ['of browsers', () => proposalsInWorker('edges' as never, {} as never)],
])('a method without a source %s is an error that lists those there are', async (_where, source) => {
  await expect(source()).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(/proposals .*selective-search, multibox, both.*"edges"/),
  });
});
