/** The process that runs the network for a worker: messages in, result lines out. Its parent holds the queue. */
import { writeFile } from 'node:fs/promises';
import { RcnnError } from '../../errors.js';
import { type Computation, openComputation } from '../../runs/computation.js';
import { textOf } from '../../runs/results-file.js';
import type { ComputeTask, FromProcess, ToProcess } from './messages.js';

/** Killed before its parent where memory runs out, so that the parent can tell which image it was; Linux, 0 to 1000. */
const OOM_SCORE = '800';

let loaded: { key: string; computation: Computation } | undefined;
let stop = new AbortController();

process.on('message', (message: ToProcess) => {
  if (message.type === 'stop') stop.abort();
  else void answer(message);
});
// Ctrl-C reaches all processes of a terminal: the parent says when to stop. Without it there is nothing to do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
process.on('disconnect', () => process.exit());
await writeFile('/proc/self/oom_score_adj', OOM_SCORE).catch(() => {});

async function answer({ task, images }: Extract<ToProcess, { type: 'compute' }>): Promise<void> {
  stop = new AbortController();
  try {
    const computation = await computationOf(task);
    send({ type: 'loaded' });
    const sink = {
      done: 0,
      append: async (lines: Parameters<typeof textOf>[0][]) => {
        for (const line of lines) send({ type: 'line', line: textOf(line) });
        sink.done += lines.length;
      },
    };
    await computation.run(images, sink, { signal: stop.signal });
    send({ type: 'done' });
  } catch (error) {
    const { message } = error as Error;
    send({ type: 'failed', message, ...(error instanceof RcnnError && { code: error.code }) });
  }
}

async function computationOf(task: ComputeTask): Promise<Computation> {
  const key = JSON.stringify(task);
  if (loaded?.key === key) return loaded.computation;
  loaded?.computation[Symbol.dispose]();
  loaded = undefined;
  const computation = await openComputation(task.recipe, task.files, { threads: task.threads });
  loaded = { key, computation };
  return computation;
}

function send(message: FromProcess): void {
  process.send?.(message);
}
