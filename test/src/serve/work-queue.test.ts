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
    else
      expect(await last).toMatchObject({
        ...{ status: 429, code: 'busy', headers: { 'retry-after': String(retryAfter) } },
        message: 'The server is busy: a new photograph would wait 2.0 s. Retry in 1 s.',
      });
  });

  it('keeps places for photographs on their way, for a second', async () => {
    let now = 0;
    const queue = new WorkQueue({ ...options, longestWait: 1.5, now: () => now });
    const clients = [0, 1, 2].map(() => new AbortController().signal);
    queue.reserve(clients[0]!);
    queue.reserve(clients[1]!); // the next would wait 2 s
    expect(() => queue.reserve(clients[2]!)).toThrow('busy');
    queue.release(clients[1]!); // a bad request
    queue.reserve(clients[2]!);
    await expect(queue.run(async () => 'early', never)).rejects.toMatchObject({ status: 429 });
    expect(await queue.run(async () => 'done', clients[2]!)).toBe('done');

    queue.reserve(clients[1]!);
    now += 1000; // both are slow
    queue.reserve(clients[2]!);
    expect(await queue.run(async () => 'late', clients[0]!)).toBe('late');
  });

  it.each<[number, number, number, number]>([
    [1, 0, 0, 0],
    [1, 1, 0, 1],
    [1, 0, 1, 1],
    [1, 2, 0, 2],
    [1, 1, 1, 2],
    [1, 0, 2, 2],
    [2, 1, 0, 0],
    [2, 0, 1, 0],
    [2, 1, 1, 0.5],
    [2, 3, 1, 1.5],
  ])(
    'of %i at once, %i that came and %i on their way let the next wait %d s',
    async (parallel, came, coming, wait) => {
      const queue = new WorkQueue({ ...options, parallel, now: () => 0 });
      const jobs = Array.from({ length: came }, held);
      const all = jobs.map(({ job }) => queue.run(job, never));
      for (let i = 0; i < coming; i++) queue.reserve(new AbortController().signal);
      await settle();
      expect(queue.state.expectedWait).toBe(wait);
      for (const { end } of jobs) end();
      await Promise.all(all);
    },
  );

  it('does not refuse further jobs of a request that it let in', async () => {
    const queue = new WorkQueue({ ...options, longestWait: 0 });
    const client = new AbortController().signal;
    queue.reserve(client);
    expect(await queue.run(async () => 'first', client)).toBe('first');
    const { job, end } = held();
    const other = queue.run(job, never);
    const second = queue.run(async () => 'second', client);
    await expect(queue.run(job, never)).rejects.toMatchObject({ status: 429 });
    end();
    await other;
    expect(await second).toBe('second');
    queue.release(client);
    const last = held();
    const another = queue.run(last.job, never);
    await expect(queue.run(async () => 'after its answer', client)).rejects.toMatchObject({ status: 429 });
    last.end();
    await another;
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

  describe('with a clock', () => {
    let time = 0;
    const clocked = { ...options, now: () => 1000 * time };
    /** Ends after so many seconds of the clock. */
    const lasting = (seconds: number) => async () => {
      await settle();
      time += seconds;
    };
    const failing = (seconds: number) => async (signal: AbortSignal) => {
      time += seconds;
      await new Promise((next) => setTimeout(next, 30));
      signal.throwIfAborted();
      throw new Error('a bad picture');
    };
    /** Seconds that a job behind the one that runs would wait. */
    const waitBehind = async (queue: WorkQueue, after = 0) => {
      const { job, end } = held();
      const running = queue.run(job, never);
      await settle();
      time += after;
      const { expectedWait } = queue.state;
      end();
      await running;
      return expectedWait;
    };

    it.each<[string, number, (seconds: number) => (signal: AbortSignal) => Promise<unknown>, number]>([
      ['one that was done counts a fifth', 60, lasting, 2.8],
      ['one that ran into its deadline counts too', 0.01, failing, 2.8],
      ['one that failed by itself does not', 60, failing, 1],
    ])('expects what the last jobs took: %s', async (_reason, deadline, job, expected) => {
      const queue = new WorkQueue({ ...clocked, deadline });
      await queue.run(job(10), never).catch(() => undefined);
      expect(await waitBehind(queue)).toBeCloseTo(expected, 10);
    });

    it('does not measure by a job that is unlike the others', async () => {
      const queue = new WorkQueue(clocked);
      await queue.run(lasting(10), never, { measured: false });
      expect(await waitBehind(queue)).toBe(1);
    });

    it('expects no less than the job that runs has taken', async () => {
      expect(await waitBehind(new WorkQueue(clocked), 25)).toBe(25);
    });

    it.each<[string, number, boolean]>([
      ['in time runs, however long it waited', 49, true],
      ['too late is given up, for the sake of those behind it', 50, false],
    ])('a job that would be done %s', async (_reason, waited, runs) => {
      const queue = new WorkQueue(clocked);
      const { job, end } = held();
      const first = queue.run(job, never);
      let ran = false;
      const second = queue
        .run(async () => {
          ran = true;
        }, never)
        .catch((error: unknown) => error);
      await settle();
      time += waited; // of the 60 s until its deadline; the mean is then 10.6 and 10.8 s
      end();
      await first;
      const answer = await second;
      expect(ran).toBe(runs);
      if (!runs) expect(answer).toMatchObject({ status: 504, code: 'deadline' });
    });
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
