import { expect, it } from 'vitest';
import { proposalSource } from '../../proposals/by-name.js';

// Callers check what they are given; a method that is new in the list must not pass for another one here.
it('a method without a source is an error that lists those there are', async () => {
  await expect(proposalSource('edges' as never, {} as never)).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringMatching(/proposals .*selective-search, multibox, both.*"edges"/),
  });
});
