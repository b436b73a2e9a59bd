/** The other side of worker-pool.ts: what a thread of a pool runs. */
import { parentPort, type Transferable } from 'node:worker_threads';
import { RcnnError } from '../../errors.js';
import { takePriority } from './thread-priority.js';
import type { Failure, FromThread, ToThread } from './worker-pool.js';

/** A result, and those of its buffers that are moved instead of copied. */
export interface Answer<Result> {
  readonly result: Result;
  readonly transfer?: readonly Transferable[];
}

/**
 * Answers every job that is sent to this thread.
 *
 * @param handle its errors are thrown by the pool's `run`; `signal` is aborted when the caller no longer waits
 */
export function answerJobs<Job, Result>(
  handle: (job: Job, signal: AbortSignal) => Answer<Result> | Promise<Answer<Result>>,
): void {
  takePriority();
  const port = parentPort!;
  const underWay = new Map<number, AbortController>();
  const post = (answer: FromThread, transfer: readonly Transferable[] = []) =>
    port.postMessage(answer, transfer);
  port.on('message', async (message: ToThread) => {
    if ('abort' in message) {
      underWay.get(message.abort)?.abort();
      return;
    }
    const { id, job } = message;
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const { result, transfer } = await handle(job as Job, controller.signal);
      post({ id, result }, transfer);
    } catch (error) {
      post({ id, failure: failureOf(error) });
    } finally {
      underWay.delete(id);
    }
  });
}

function failureOf(error: unknown): Failure {
  const known = error instanceof Error ? error : new Error(String(error));
  const { name, message, stack } = known;
  return { name, message, stack, code: known instanceof RcnnError ? known.code : undefined };
}
