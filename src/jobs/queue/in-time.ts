/** What a store of queues that is away may not hold up. */
import { setTimeout as wait } from 'node:timers/promises';
import type * as BullMq from 'bullmq';

/** Milliseconds that a store has to answer where one that is away would be waited for without end. */
export const ANSWER = 3000;

/** Waits for the units at work, then for the store to take note: what it is not told, another worker finds in the storage. */
export async function closed(
  part: Pick<BullMq.Queue, 'close' | 'disconnect'>,
  atWork: ReadonlySet<Promise<unknown>> = new Set(),
): Promise<void> {
  const closing = part.close().then(() => true);
  await Promise.allSettled(atWork);
  if (!(await inTime(closing))) void part.disconnect().catch(() => {});
}

/** @returns undefined when it takes longer than a store has to answer */
export async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  const late = new AbortController();
  try {
    return await Promise.race([answer, wait(ANSWER, undefined, late)]);
  } finally {
    late.abort();
  }
}
