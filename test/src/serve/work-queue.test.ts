import { describe, expect, it } from 'vitest';
import { WorkQueue } from '../../../src/serve/work-queue.js';

const never = new AbortController().signal;
const options = { parallel: 1, longestWait: 10, deadline: 60, firstGuess: 1 };

/** A job that ends when told. */
function held() {
  let resolve!: (value: string) => void;
  const promise = new Promise<string>((done) => {
    resolve = done;
  });
  return { job: () => promise, end: () => resolve('done') };
}

/** Lets all that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('WorkQueue', () => {
  it('runs jobs in the order in which they came, so many at once', async () => {
    const queue = new WorkQueue({ ...options, parallel: 2 });
    const began: number[] = [];
    const jobs = [0, 1, 2, 3].map(() => held());
    const all = jobs.map(({ job }, i) =>
      queue.run(() => {
        began.push(i);
        return job();
      }, never),
    );
    await settle();
    expect(began).toEqual([0, 1]);
    jobs[1]!.end();
    await all[1];
    await settle();
    expect(began).toEqual([0, 1, 2]);
    for (const { end } of jobs) end();
    await Promise.all(all);
    expect(queue.state).toMatchObject({ waiting: 0, running: 0 });
  });

  it.each<[string, number, number | undefined]>([
    ['exactly as long as the limit is admitted', 2, undefined],
    ['longer is refused, with the time to come back', 1.9, 1],
  ])('a wait %s', async (_reason, longestWait, retryAfter) => {
    const queue = new WorkQueue({ ...options, longestWait });
    const [first, second, third] = [held(), held(), held()];
    const running = [queue.run(first.job, never), queue.run(second.job, never)]; // the third would wait 2 s
    await settle();
    const last = queue.run(third.job, never).catch((error: unknown) => error);
    for (const { end } of [first, second, third]) end();
    await Promise.all(running);
    if (retryAfter === undefined) expect(await last).toBe('done');
    else expect(await last).toMatchObject({ status: 429, code: 'busy', retryAfter });
  });

  it('forgets a job whose client leaves while it waits', async () => {
    const queue = new WorkQueue(options);
    const [first, second] = [held(), held()];
    const running = queue.run(first.job, never);
    const client = new AbortController();
    let began = false;
    const waiting = queue.run(() => {
      began = true;
      return second.job();
    }, client.signal);
    client.abort();
    await expect(waiting).rejects.toThrow();
    first.end();
    await running;
    await settle();
    expect([began, queue.state.waiting, queue.state.running]).toEqual([false, 0, 0]);
  });

  it('gives the place of a failed job to the next', async () => {
    const queue = new WorkQueue(options);
    const failing = queue.run(() => Promise.reject(new Error('bad photograph')), never);
    const next = queue.run(() => Promise.resolve('next'), never);
    await expect(failing).rejects.toThrow('bad photograph');
    expect(await next).toBe('next');
  });

  it('aborts the job at its deadline, which counts from arrival', async () => {
    const queue = new WorkQueue({ ...options, deadline: 0.02 });
    const late = queue.run(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      never,
    );
    await expect(late).rejects.toMatchObject({ status: 504, code: 'deadline' });
  });

  it('finishes what was admitted and refuses the rest once it drains', async () => {
    const queue = new WorkQueue(options);
    const { job, end } = held();
    const running = queue.run(job, never);
    const drained = queue.drain();
    await expect(queue.run(job, never)).rejects.toMatchObject({ status: 503 });
    end();
    await drained;
    expect(await running).toBe('done');
  });
});
