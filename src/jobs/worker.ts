import { setTimeout as wait } from 'node:timers/promises';
import { type Bench, processUnit } from './process-unit.js';
import type { UnitQueue, WorkOptions } from './queue/unit-queue.js';

export interface WorkerOptions extends WorkOptions, Omit<Bench, 'queue' | 'computer'> {
  readonly queue: UnitQueue;
  /** As many as units at once: each computes one. */
  readonly computers: readonly Bench['computer'][];
  /** Ends when the queue is empty; default: waits for more until the signal is given up. */
  readonly drain?: boolean;
  /** Told when a unit is done, or failed. */
  readonly onUnit?: (unit: { readonly seconds: number; readonly failed: boolean }) => void;
}

/** Milliseconds between two looks whether the queue is empty, which ends nothing before all workers are done. */
const LOOK = 500;

/** Works until the signal is given up, then finishes the images at hand and hands back the rest of their units. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { queue, computers, signal, drain = false, onUnit } = options;
  const free = [...computers];
  const handle: Parameters<UnitQueue['work']>[0] = async (unit, delivery) => {
    const computer = free.pop()!;
    const began = performance.now();
    let failed = true;
    try {
      const outcome = await processUnit(unit, delivery, { ...options, computer });
      failed = false;
      return outcome;
    } finally {
      free.push(computer);
      onUnit?.({ seconds: (performance.now() - began) / 1000, failed });
    }
  };
  await using _ = queue.work(handle, options);
  while (!signal.aborted && !(drain && (await isEmpty(queue)))) {
    await wait(LOOK, undefined, { signal }).catch(() => {});
  }
}

/** Failed units stay; those that are tried again later are waited for. */
async function isEmpty(queue: UnitQueue): Promise<boolean> {
  const counts = await queue.counts().catch(() => undefined); // connections come back
  return counts !== undefined && counts.waiting + counts.active + counts.delayed === 0;
}
