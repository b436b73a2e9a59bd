import { RcnnError } from './errors.js';

/** @throws RcnnError `bad-option` for a call on what was disposed of */
export function expectInUse(disposed: boolean, what: string): void {
  if (!disposed) return;
  throw new RcnnError(
    'bad-option',
    `Expected a ${what} in use, but this one was disposed of. Load it again.`,
  );
}
