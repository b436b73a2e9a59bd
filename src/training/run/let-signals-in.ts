import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../errors.js';

/**
 * Work that computes on this thread calls it every tenth of a second or so: signals and messages come in.
 *
 * @throws RcnnError `aborted`
 */
export async function letSignalsIn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
