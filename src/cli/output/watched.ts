import type { LongWork } from '../../progress.js';
import { inTurns, type Steps } from '../../steps.js';
import { ProgressBar } from './progress-bar.js';

/** Runs a long computation with its progress on standard error, as long as it is not stopped. @throws RcnnError `aborted` */
export async function watched<T>(steps: Steps<T>, { signal }: Pick<LongWork, 'signal'>): Promise<T> {
  using bar = new ProgressBar();
  return await inTurns(steps, { onProgress: bar.update, ...(signal && { signal }) });
}
