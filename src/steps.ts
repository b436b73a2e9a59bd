/** Long computations that can be left between two steps, so that progress is seen and a stop is heard. */
import { throwIfAborted } from './errors.js';
import type { LongWork, Progress } from './progress.js';

/** Yields how far it is, returns the result. */
export type Steps<T> = Generator<Progress, T, undefined>;

/** Milliseconds between two pauses: short for a person who waits, long beside the millisecond that a pause takes. */
const TURN = 100;

/** All steps at one go. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** All steps, with pauses for other events where somebody looks at them. @throws RcnnError `aborted` */
export async function inTurns<T>(steps: Steps<T>, { signal, onProgress }: LongWork): Promise<T> {
  if (!signal && !onProgress) return finish(steps);
  let paused = performance.now();
  try {
    for (;;) {
      throwIfAborted(signal);
      const step = steps.next();
      if (step.done) return step.value;
      onProgress?.(step.value);
      if (performance.now() - paused < TURN) continue;
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
  } finally {
    steps.return(undefined as never); // closes what they have open
  }
}
