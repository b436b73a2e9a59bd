import { describe, expect, it } from 'vitest';
import { badDataset } from '../../src/datasets/problem.js';
import { RcnnError } from '../../src/errors.js';

describe('an error message', () => {
  it.each([
    ['exactly as long as it may be is whole', 2000, 2000],
    ['one character longer keeps its beginning and its end', 2001, 2000],
    ['of a whole file does so too', 1e6, 2000],
  ])('%s', (_, length, most) => {
    const text = `begin${'x'.repeat(length - 8)}end`;
    const { message } = new RcnnError('bad-file', text);
    expect(message.length).toBeLessThanOrEqual(most);
    expect(message).toMatch(/^begin.*end$/);
    expect(message === text).toBe(length <= most);
  });

  it('of a record is short in the record as well', () => {
    const { problem } = badDataset({ kind: 'malformed', file: 'a.xml', message: '['.repeat(1e5) });
    expect(problem.message.length).toBeLessThanOrEqual(2000);
  });
});
