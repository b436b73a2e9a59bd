import { expect, it } from 'vitest';
import { loadLadder } from '../../detection/load-core.js';

it('refuses options of a ladder in words of its own', async () => {
  await expect(loadLadder({ count: 0 })).rejects.toMatchObject({
    name: 'RcnnError',
    code: 'bad-option',
    message: expect.stringContaining('count of loadLadder'),
  });
});
