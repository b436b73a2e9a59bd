import { printableName } from '../../printable.js';
import type { OnProgress, Progress } from '../../progress.js';
import { drawBottomLine } from './bottom-line.js';
import { say } from './output.js';
import { PlainProgress } from './plain-progress.js';
import { type ProgressTimes, progressText } from './progress-text.js';

/** Milliseconds between two drawings: a terminal far away is not kept busy. */
const EVERY = 100;
/** Milliseconds after which a drawing is brought up to date at the latest. */
const TICK = 250;

/**
 * Progress on standard error with rate and time left: a bar where a person watches, a line now and then in a
 * log. `--json` keeps it: machine output goes to standard output.
 */
export class ProgressBar implements Disposable {
  readonly #drawn: { update: OnProgress; stop: () => void } | undefined;

  /** @param options.quiet no progress at all, for work that is over at once */
  constructor({ unit = '', quiet = false }: { unit?: string; quiet?: boolean } = {}) {
    if (quiet) return;
    this.#drawn = process.stderr.isTTY ? new DrawnBar(unit) : plain(unit);
  }

  readonly update: OnProgress = (progress) => this.#drawn?.update(progress);

  /** Leaves the line to others; further progress draws the bar again. */
  end(): void {
    this.#drawn?.stop();
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

function plain(unit: string) {
  const lines = new PlainProgress({ unit, write: say });
  return { update: (progress: Progress) => lines.update(progress), stop: () => {} };
}

class DrawnBar {
  readonly #unit: string;
  #stage: Stage | undefined;
  #drawn = 0;

  constructor(unit: string) {
    this.#unit = unit;
  }

  readonly update: OnProgress = (progress) => {
    const time = performance.now();
    const { stage, done } = progress;
    if (stage !== this.#stage?.last.stage) {
      this.stop();
      // The seconds go on while an item takes long.
      const timer = setInterval(() => this.#draw(performance.now()), TICK).unref();
      this.#stage = { began: { done, time }, finished: time, last: progress, timer };
      this.#draw(time);
      return;
    }
    const finished = done > this.#stage.last.done ? time : this.#stage.finished;
    this.#stage = { ...this.#stage, finished, last: progress };
    if (time - this.#drawn >= EVERY) this.#draw(time);
  };

  #draw(now: number): void {
    if (!this.#stage) return;
    this.#drawn = now;
    const { last, ...times } = this.#stage;
    const { item } = last;
    const named = item === undefined ? last : { ...last, item: printableName(item) };
    drawBottomLine(progressText(named, this.#unit, { ...times, now }));
  }

  stop(): void {
    clearInterval(this.#stage?.timer);
    this.#stage = undefined;
    drawBottomLine('');
  }
}

interface Stage extends Omit<ProgressTimes, 'now'> {
  readonly last: Progress;
  readonly timer: NodeJS.Timeout;
}
