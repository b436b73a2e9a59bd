import { describe, expect, it } from 'vitest';
import { connectionOf, describeQueue } from '../../../../src/jobs/queue/connection.js';

describe('describeQueue', () => {
  it.each([
    ['without a password', 'redis://host:6379/1', 'redis://host:6379/1'],
    ['what is no address', 'host:6379', 'host:6379'],
    ['encoded', 'postgres://user:SECRET@host/jobs', 'postgres://host/jobs'],
    ['a password with a slash', 'redis://user:1/SECRET@host:6379', 'redis://host:6379'],
    ['a password with an @', 'redis://:SE@CRET@host', 'redis://host'],
    ['a password with a question mark', 'redis://user:SE?CRET@host', 'redis://...'],
    ['a password with a number sign', 'redis://user:SE#CRET@host', 'redis://...'],
    ['a password with a line end', 'redis://user:SE\nCRET@host', 'redis://host'],
    ['in the query', 'postgres://host/jobs?password=SECRET', 'postgres://host/jobs'],
    ['in the query, with an @', 'postgres://host/jobs?password=SE@CRET', 'postgres://...'],
    ['without a scheme', 'user:SECRET@host', 'host'],
  ])('never shows a password: %s', (_, address, shown) => {
    expect(describeQueue(address)).toBe(shown);
  });

  it('keeps a password that is not encoded out of the refusal of an address', () => {
    const refuse = () => connectionOf('redis://user:pa/SECRET@host:6379');
    expect(refuse).toThrow(/but got redis:\/\/host:6379\.$/);
  });
});
