/** Runs a `RegionWorker` in a worker thread: one call at a time, in the order they come. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadRuntime } from '../../engines/onnx/engine.js';
import { RegionWorker, type RegionWorkerOptions } from './region-worker.js';
import type { Call, Reply } from './worker-handle.js';

const port = parentPort!;
const worker = loadRuntime().then((runtime) => new RegionWorker(runtime, workerData as RegionWorkerOptions));
let last: Promise<void> = Promise.resolve();

port.on('message', ({ id, method, argument }: Call) => {
  last = last.then(async () => {
    let reply: Reply;
    try {
      const target = await worker;
      reply = { id, result: await target[method](argument as never) };
    } catch (error) {
      reply = { id, error };
    }
    port.postMessage(reply);
  });
});
