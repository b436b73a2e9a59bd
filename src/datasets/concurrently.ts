import { throwIfAborted } from '../errors.js';
import type { LongWork } from '../progress.js';

/** Enough small reads in flight to hide a disk's latency, few enough to stay far from open-file limits. */
const IN_FLIGHT = 16;

interface Concurrently extends LongWork {
  readonly stage: string;
  readonly limit?: number;
}

/** Maps `work` over `items`, a few at a time; results are in the order of the items. The first error ends it. */
export async function concurrently<T, R>(
  items: readonly T[],
  { stage, signal, onProgress, limit = IN_FLIGHT }: Concurrently,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let done = 0;
  let failed = false;
  const lane = async () => {
    while (next < items.length && !failed) {
      throwIfAborted(signal);
      const index = next++;
      results[index] = await work(items[index] as T, index);
      onProgress?.({ stage, done: ++done, total: items.length });
    }
  };
  const lanes = Array.from({ length: Math.min(limit, items.length) }, lane);
  await Promise.all(lanes).finally(() => {
    failed = true;
  });
  return results;
}
