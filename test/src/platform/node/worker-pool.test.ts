import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RcnnError } from '../../../../src/errors.js';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { WorkerPool, type WorkerPoolOptions } from '../../../../src/platform/node/worker-pool.js';
import type { ThreadJob } from '../../../support/pool-thread.js';

const script = new URL('../../../support/pool-thread.js', import.meta.url);
const pools: Disposable[] = [];
afterEach(() => {
  for (const pool of pools.splice(0)) pool[Symbol.dispose]();
});

function poolOf(options?: WorkerPoolOptions): WorkerPool<ThreadJob, unknown> {
  const pool = new WorkerPool<ThreadJob, unknown>(script, options);
  pools.push(pool);
  return pool;
}

/** Jobs wait at a closed gate. */
function gate() {
  const buffer = new SharedArrayBuffer(4);
  const state = new Int32Array(buffer);
  const open = () => Atomics.store(state, 0, 1);
  const passed = () => Atomics.load(state, 0) === 2;
  return { wait: { do: 'wait', gate: buffer } as const, open, passed };
}

describe('WorkerPool', () => {
  it('moves bytes there and back', async () => {
    const bytes = Uint8Array.of(3, 1, 2);
    const back = poolOf().run({ do: 'echo', bytes }, { transfer: [bytes.buffer] });
    expect(await back).toEqual(Uint8Array.of(3, 1, 2));
    expect(bytes.length).toBe(0);
  });

  it('starts its threads before the first job, which then takes one of them', async () => {
    const pool = poolOf({ threads: 2 });
    pool.start();
    const { wait, open } = gate();
    const both = [pool.run(wait), pool.run(wait)];
    open();
    expect(new Set(await Promise.all(both)).size).toBe(2);
  });

  it('hands every thread its data', async () => {
    expect(await poolOf({ workerData: { shared: 7 } }).run({ do: 'data' })).toEqual({ shared: 7 });
  });

  it('does jobs at a time in as many threads as there may be, and the rest after them', async () => {
    const pool = poolOf({ threads: 2 });
    const { wait, open } = gate();
    const waiting = [pool.run(wait), pool.run(wait)];
    const third = pool.run({ do: 'who' });
    open();
    const threads = await Promise.all(waiting);
    expect(new Set(threads).size).toBe(2);
    expect(threads).toContain(await third);
  });

  it('keeps one job per thread at a time unless more are asked for', async () => {
    const { wait, open } = gate();
    const one = poolOf({ threads: 1 });
    let done = false;
    const held = one.run(wait);
    const second = one.run({ do: 'who' }).then(() => (done = true));
    const several = poolOf({ threads: 1, jobsPerThread: 2 });
    const beside = several.run(wait);
    await several.run({ do: 'who' }); // done although the first job still waits
    expect(done).toBe(false);
    open();
    await Promise.all([held, second, beside]);
  });

  it.each([
    ['an error on purpose with its code', 'expected', { code: 'bad-image', message: 'Expected another.' }],
    ['a bug as what it is, not as bad usage', 'bug', { name: 'RangeError', message: 'index 7' }],
    ['what is no error', 'text', { message: 'a text' }],
  ] as const)('throws %s', async (_, how, expected) => {
    const pool = poolOf({ threads: 1 });
    const thrown = await pool.run({ do: 'fail', how }).catch((error: unknown) => error);
    expect(thrown).toMatchObject(expected);
    expect(thrown instanceof RcnnError).toBe(how === 'expected');
    expect((thrown as Error).stack).toMatch(/pool-thread|answer-jobs/);
    await pool.run({ do: 'who' }); // the thread lives on
  });

  it('rejects the job of a thread that dies, and starts another for the next', async () => {
    const pool = poolOf({ threads: 1 });
    const before = await pool.run({ do: 'who' });
    const died = pool.run({ do: 'die' });
    const next = pool.run({ do: 'who' });
    await expect(died).rejects.toThrow('code 3');
    expect(await next).not.toBe(before);
  });

  it('rejects a job that cannot be sent, alone', async () => {
    const pool = poolOf({ threads: 1 });
    const bad = { do: 'echo', bytes: () => {} } as never;
    await expect(pool.run(bad)).rejects.toThrow('could not be cloned');
    await pool.run({ do: 'who' });
  });

  it('tells a job under way that nobody waits any more, and never starts one that waits', async () => {
    const pool = poolOf({ threads: 1 });
    const controllers = [new AbortController(), new AbortController()];
    const [first, second] = controllers.map(({ signal }) => pool.run({ do: 'until-aborted' }, { signal }));
    const third = pool.run({ do: 'who' });
    controllers[1]!.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    controllers[0]!.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await third; // so the first job saw its signal, and the second never held the thread
    await expect(pool.run({ do: 'who' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('rejects what is under way and what waits when it is disposed', async () => {
    const pool = poolOf({ threads: 1 });
    const jobs = [pool.run({ do: 'until-aborted' }), pool.run({ do: 'who' })];
    pool[Symbol.dispose]();
    for (const job of jobs) await expect(job).rejects.toMatchObject({ code: 'aborted' });
    await expect(pool.run({ do: 'who' })).rejects.toThrow('disposed');
  });

  it('rejects at once when it is disposed, while the thread still does what it is at', async () => {
    const pool = poolOf({ threads: 1 });
    await pool.run({ do: 'who' });
    const { wait, open, passed } = gate();
    const job = pool.run(wait);
    pool[Symbol.dispose]();
    await expect(job).rejects.toMatchObject({ code: 'aborted' });
    expect(passed()).toBe(false);
    open();
    await vi.waitUntil(passed, { timeout: 60_000 });
  });

  it('neither holds its process open nor takes over its flags', () => {
    // As a host does that evaluates a module: threads that inherited that flag would not start.
    const code = `
      const { WorkerPool } = await import('./src/platform/node/worker-pool.ts');
      const pool = new WorkerPool(new URL('test/support/pool-thread.js', 'file://${packageRoot}/'), { threads: 2 });
      pool.start(); // the second thread never gets a job
      console.log(JSON.stringify(await pool.run({ do: 'argv' })));`;
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', code],
      { cwd: packageRoot, encoding: 'utf8', timeout: 110_000 },
    );
    expect({ stdout, stderr, status }).toEqual({ stdout: '[]\n', stderr: '', status: 0 });
  }, 120_000); // a process of its own, on a machine that may be busy
});
