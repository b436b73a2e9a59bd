import type { LongWork } from '../../progress.js';
import { ProgressBar } from './progress-bar.js';

/** Work over images under a bar, which is gone before anything is printed. */
export async function withProgress<T>(signal: AbortSignal, work: (work: LongWork) => Promise<T>): Promise<T> {
  using bar = new ProgressBar({ unit: 'images' });
  return await work({ signal, onProgress: bar.update });
}
