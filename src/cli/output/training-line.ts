import type { StepRecord, ValidationRecord } from '../../training/run/run-log.js';
import type { StepReport } from '../../training/run/training-task.js';
import { drawBottomLine } from './bottom-line.js';
import { asPercent, say } from './output.js';
import { duration } from './plain-progress.js';

/** Where nobody watches a terminal, a line so often. */
const PLAIN_EVERY_MS = 30_000;
/** Share that a new step has in the shown means: the last twenty or so count. */
const NEWEST = 0.05;

/** The progress of a training: one line that is written over on a terminal, now and then a line elsewhere. */
export class TrainingLine implements Disposable {
  readonly #terminal = process.stderr.isTTY;
  #lastStep: number | undefined;
  #lastLine = Number.NEGATIVE_INFINITY;
  #means: { ms: number; loss: number; accuracy: number; images: number; waited: number } | undefined;

  readonly step = (
    { step, epoch, loss, accuracy }: StepRecord,
    { images, waited }: StepReport,
    { steps }: { steps: number },
  ): void => {
    const now = performance.now();
    const since = this.#lastStep;
    this.#lastStep = now;
    if (since === undefined) return; // the first step also warms up
    const fresh = { ms: now - since, loss, accuracy, images, waited };
    const means = this.#means ?? fresh;
    this.#means = {
      ms: means.ms + NEWEST * (fresh.ms - means.ms),
      loss: means.loss + NEWEST * (loss - means.loss),
      accuracy: means.accuracy + NEWEST * (accuracy - means.accuracy),
      images: means.images + NEWEST * (images - means.images),
      waited: means.waited + NEWEST * (waited - means.waited),
    };
    if (!this.#terminal && now - this.#lastLine < PLAIN_EVERY_MS) return;
    this.#lastLine = now;
    this.#write(this.#text(step, steps, epoch));
  };

  readonly validation = ({ epoch, loss, top1, mAP, training }: ValidationRecord): void => {
    this.end();
    this.#lastStep = undefined; // the pause is no step's
    const speed = (training.images / training.seconds).toFixed(1);
    const measured = [
      ...(top1 === undefined ? [] : [`top-1 ${asPercent(top1, 1)} %`]),
      ...(mAP === undefined ? [] : [`mAP ${asPercent(mAP, 1)} %`]),
      ...(loss === undefined ? [] : [`loss ${loss.toFixed(3)}`]),
    ];
    say(
      `epoch ${epoch}: validation ${measured.join(', ')}; ${speed} images/s, waited ${asPercent(training.waitedShare, 1)} % of the time`,
    );
  };

  #text(step: number, steps: number, epoch: number): string {
    const { ms, loss, accuracy, images, waited } = this.#means!;
    const left = duration(((steps - step) * ms) / 1e3);
    const speed = ((1e3 * images) / ms).toFixed(1);
    return `step ${step}/${steps}, epoch ${epoch}: ${speed} images/s, loss ${loss.toFixed(3)}, accuracy ${asPercent(accuracy, 1)} %, waited ${asPercent(waited / ms, 1)} %, ${left} left`;
  }

  #write(text: string): void {
    if (this.#terminal) drawBottomLine(text);
    else say(text);
  }

  /** Leaves the line to others; a further step draws it again. */
  end(): void {
    if (this.#terminal) drawBottomLine('');
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
