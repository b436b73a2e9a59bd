import type CliProgress from 'cli-progress';
import { printableName } from '../../printable.js';
import type { OnProgress, Progress } from '../../progress.js';
import { onDemand } from './on-demand.js';
import { say } from './output.js';
import { PlainProgress, rateOf } from './plain-progress.js';

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
  readonly #bar: CliProgress.SingleBar;
  #stage: { readonly name: string; readonly done: number; readonly time: number } | undefined;

  constructor(unit: string) {
    const { Presets, SingleBar } = onDemand('cli-progress') as typeof CliProgress;
    const format = `{stage} {bar} {value}/{total}${unit && ` ${unit}`}  {rate} a second  {duration_formatted} gone, {eta_formatted} left  {item}`;
    this.#bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true, clearOnComplete: true, etaBuffer: 50, barsize: 24 },
      Presets.shades_classic,
    );
  }

  readonly update: OnProgress = ({ stage, done, total, item = '' }) => {
    const time = performance.now();
    const named = printableName(item);
    if (stage !== this.#stage?.name) {
      this.stop();
      this.#stage = { name: stage, done, time };
      this.#bar.start(total ?? 0, done, { stage, item: named, rate: '-' });
      return;
    }
    if (total !== undefined) this.#bar.setTotal(total);
    // What was done before the stage began is not part of its rate.
    const rate = rateOf((1000 * (done - this.#stage.done)) / Math.max(1, time - this.#stage.time));
    this.#bar.update(done, { stage, item: named, rate });
  };

  stop(): void {
    if (this.#stage) this.#bar.stop();
    this.#stage = undefined;
  }
}
