/** A thread for the tests of the pool: it does what its job's name says. */
import { getPriority } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { threadId, workerData } from 'node:worker_threads';
import { RcnnError } from '../../src/errors.js';
import { answerJobs } from '../../src/platform/node/answer-jobs.js';

export type ThreadJob =
  | { readonly do: 'echo'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly do: 'fail'; readonly how: 'expected' | 'bug' | 'text' }
  | { readonly do: 'who' | 'data' | 'die' | 'until-aborted' | 'argv' | 'priority' }
  | { readonly do: 'wait'; readonly gate: SharedArrayBuffer };

answerJobs<ThreadJob, unknown>(async (job, signal) => {
  switch (job.do) {
    case 'echo':
      return { result: job.bytes, transfer: [job.bytes.buffer] };
    case 'fail':
      if (job.how === 'text') throw 'a text';
      throw job.how === 'bug' ? new RangeError('index 7') : new RcnnError('bad-image', 'Expected another.');
    case 'who':
      return { result: threadId };
    case 'data':
      return { result: workerData };
    case 'argv':
      return { result: process.execArgv };
    case 'priority':
      return { result: getPriority() };
    case 'die':
      return process.exit(3);
    case 'until-aborted':
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { result: 'aborted' };
    case 'wait': {
      // Held without blocking the thread, so that it can be sent more.
      const state = new Int32Array(job.gate);
      while (Atomics.load(state, 0) === 0) await setTimeout(1);
      Atomics.store(state, 0, 2);
      return { result: threadId };
    }
  }
});
