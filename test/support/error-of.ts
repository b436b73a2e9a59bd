import { expect } from 'vitest';
import { RcnnError } from '../../src/index.js';

/** The error that a call gives, whether it throws or rejects. */
export async function errorOf(call: () => unknown): Promise<RcnnError> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(RcnnError);
    expect((error as RcnnError).message.length).toBeLessThan(500);
    return error as RcnnError;
  }
  throw new Error('Expected an error, but none came.');
}
