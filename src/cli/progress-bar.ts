import { Presets, SingleBar } from 'cli-progress';
import type { OnProgress } from '../progress.js';

/** A bar on standard error with rate and time left; silent where no person watches. */
export class ProgressBar implements Disposable {
  readonly #bar: SingleBar | undefined;
  #stage = '';

  /** @param options.quiet no bar even on a terminal (`--json` keeps it: machine output goes to stdout) */
  constructor({ unit, quiet = false }: { unit: string; quiet?: boolean }) {
    if (quiet || !process.stderr.isTTY) return;
    const format = `{stage} {bar} {value}/{total} ${unit}  {duration_formatted} gone, {eta_formatted} left  {item}`;
    this.#bar = new SingleBar(
      { format, stream: process.stderr, hideCursor: true, clearOnComplete: true, etaBuffer: 50, barsize: 24 },
      Presets.shades_classic,
    );
  }

  readonly update: OnProgress = ({ stage, done, total, item }) => {
    if (!this.#bar) return;
    const payload = { stage, item: item ?? '' };
    if (stage !== this.#stage) {
      if (this.#stage) this.#bar.stop();
      this.#stage = stage;
      this.#bar.start(total ?? 0, done, payload);
      return;
    }
    if (total !== undefined) this.#bar.setTotal(total);
    this.#bar.update(done, payload);
  };

  [Symbol.dispose](): void {
    this.#bar?.stop();
  }
}
