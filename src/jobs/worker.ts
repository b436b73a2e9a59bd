import { setTimeout as wait } from 'node:timers/promises';
import { type Bench, processUnit, type UnitEnd } from './process-unit.js';
import type { UnitJob } from './queue/queued-units.js';
import type { UnitQueue, WorkOptions } from './queue/unit-queue.js';

export interface WorkerOptions extends WorkOptions, Omit<Bench, 'queue' | 'computer'> {
  readonly queue: UnitQueue;
  /** As many as units at once: each computes one. */
  readonly computers: readonly Bench['computer'][];
  /** Ends when the queue is empty; default: waits for more until the signal is given up. */
  readonly drain?: boolean;
  /** Told what became of a unit. */
  readonly onUnit?: (unit: EndedUnit) => void;
}

export interface EndedUnit {
  readonly unit: UnitJob;
  readonly seconds: number;
  readonly end: UnitEnd | 'failed';
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
    let end: EndedUnit['end'] = 'failed';
    try {
      end = await processUnit(unit, delivery, { ...options, computer });
      return end === 'again' ? 'again' : 'done';
    } finally {
      free.push(computer);
      onUnit?.({ unit, seconds: (performance.now() - began) / 1000, end });
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
