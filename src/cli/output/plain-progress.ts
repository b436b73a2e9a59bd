import type { Progress } from '../../progress.js';

/** Milliseconds: a log of a short run stays short. */
const AT_LEAST = 10_000;
/** Milliseconds: anyone who follows the log of a long run sees progress. */
const AT_MOST = 60_000;
/** Share of the work, so that most logs have some twenty lines. */
const STEP = 0.05;

export interface PlainProgressOptions {
  readonly unit: string;
  readonly write: (line: string) => void;
  /** Milliseconds. */
  readonly now?: () => number;
}

/**
 * Progress as lines for the log of a background job: after ten seconds and a twentieth of the work, after a
 * minute in any case. The rate is that of the stage so far, without what was done before it began.
 */
export class PlainProgress {
  readonly #options: Required<PlainProgressOptions>;
  #stage: { readonly name: string; readonly done: number; readonly time: number } | undefined;
  #told = { done: 0, time: 0 };

  constructor(options: PlainProgressOptions) {
    this.#options = { now: () => performance.now(), ...options };
  }

  update({ stage, done, total }: Progress): void {
    const time = this.#options.now();
    if (stage !== this.#stage?.name) {
      this.#stage = { name: stage, done, time };
      this.#told = { done, time };
      return;
    }
    const silent = time - this.#told.time;
    const moved = total === undefined || done - this.#told.done >= STEP * total;
    if (silent < AT_LEAST || (silent < AT_MOST && !moved)) return;
    this.#told = { done, time };
    const rate = (done - this.#stage.done) / ((time - this.#stage.time) / 1000);
    const of = total === undefined ? '' : `/${total}`;
    const left = total === undefined || rate === 0 ? '' : `, ${duration((total - done) / rate)} left`;
    const { unit } = this.#options;
    this.#options.write(`${stage} ${done}${of}${unit && ` ${unit}`}, ${rateOf(rate)} a second${left}`);
  }
}

/** Two digits: `0.017`, `2.4`, `118`. */
export function rateOf(rate: number): string {
  return rate < 10 ? rate.toPrecision(2) : rate.toFixed(0);
}

/** `8 s`, `3 min 5 s`, `2 h 7 min`. @param seconds not negative */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
