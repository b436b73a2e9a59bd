import type { Progress } from '../../progress.js';
import { duration, rateOf } from './plain-progress.js';

/** Characters. */
const BAR = 24;

/** When something was that far, in milliseconds of any clock. */
export interface Reached {
  readonly done: number;
  readonly time: number;
}

export interface ProgressTimes {
  /** What was done before the stage began is not part of its rate. */
  readonly began: Reached;
  /** When the last item was finished. */
  readonly finished: number;
  readonly now: number;
}

/** A line with a bar, for terminals. Rate and time left come from what is finished: with nothing, there is neither. */
export function progressText(
  { stage, done, total, item }: Progress,
  unit: string,
  { began, finished, now }: ProgressTimes,
): string {
  const numbers = `${done}${total === undefined ? '' : `/${total}`}${unit && ` ${unit}`}`;
  const head = total === undefined ? `${stage} ${numbers}` : `${stage} ${barOf(done / total)} ${numbers}`;
  const made = done - began.done;
  const rate = made / Math.max(0.001, (finished - began.time) / 1000);
  const times = [`${duration((now - began.time) / 1000)} gone`];
  if (total !== undefined && made > 0 && done < total) {
    // The item at hand may take longer than those before it: it is not over before it is.
    times.push(`${duration(Math.max(1, (total - done) / rate - (now - finished) / 1000))} left`);
  }
  const parts = [head, ...(made > 0 ? [`${rateOf(rate)} a second`] : []), times.join(', ')];
  return [...parts, ...(item ? [item] : [])].join('  ');
}

function barOf(share: number): string {
  const full = Math.round(BAR * Math.min(1, share || 0));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}
