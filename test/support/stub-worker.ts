/** See `startStubWorker`: so a run outlasts all kills, however slow the machine. */
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { UnitComputer } from '../../src/jobs/compute/unit-computer.js';
import { LocalFiles } from '../../src/jobs/local-files.js';
import { UnitQueue } from '../../src/jobs/queue/unit-queue.js';
import { openStorage } from '../../src/jobs/storage/open-storage.js';
import { runWorker } from '../../src/jobs/worker.js';
import { STUB_WORKER_STOPS } from './start-stub-worker.js';
import { stubComputer } from './stub-run.js';

let computed = 0;
const [url, storage, folder, go, killer] = process.argv.slice(2) as [string, string, string, string, string];
const stub = stubComputer();
const computer: UnitComputer = {
  ...stub,
  compute: async (task, images, signal) => {
    const lines: string[] = [];
    for (const image of images) {
      if (signal.aborted) break;
      while (computed >= STUB_WORKER_STOPS && !existsSync(go)) await wait(20);
      if (image.id === killer) process.kill(process.pid, 'SIGKILL');
      lines.push(...(await stub.compute(task, [image], signal)));
      computed++;
      appendFileSync(join(folder, `${process.pid}.log`), `${image.id}\n`);
    }
    return lines;
  },
};
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const queue = await UnitQueue.open(url, { firstWait: 0.1 });
await runWorker({
  ...{ queue, computers: [computer], concurrency: 1, drain: false, lock: 1, signal: stop.signal },
  ...{ storage: await openStorage(storage), files: new LocalFiles(join(folder, 'cache')) },
});
await queue[Symbol.asyncDispose]();
