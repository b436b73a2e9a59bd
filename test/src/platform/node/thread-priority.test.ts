import { getPriority } from 'node:os';
import { setEnvironmentData } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { mainThreadFirst } from '../../../../src/platform/node/thread-priority.js';
import { WorkerPool } from '../../../../src/platform/node/worker-pool.js';
import type { ThreadJob } from '../../../support/pool-thread.js';

const script = new URL('../../../support/pool-thread.js', import.meta.url);

async function priorityOfThread(): Promise<number> {
  using pool = new WorkerPool<ThreadJob, number>(script, { threads: 1 });
  return await pool.run({ do: 'priority' });
}

describe.runIf(process.platform === 'linux')('mainThreadFirst', () => {
  afterEach(() => setEnvironmentData('googlenet-rcnn:priority-of-threads', undefined));

  it('leaves threads as they are unless it is called', async () => {
    expect(await priorityOfThread()).toBe(getPriority());
  });

  it('lowers threads that start later by 10, at most to 19, and not the main thread', async () => {
    const before = getPriority();
    mainThreadFirst();
    expect(await priorityOfThread()).toBe(Math.min(19, before + 10));
    expect(getPriority()).toBe(before);
  });
});
