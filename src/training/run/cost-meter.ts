import type { Cost } from './run-log.js';
import type { StepReport } from './training-task.js';

/** Adds up what steps cost: time on the clock, time of the processor, time waited for images. */
export class CostMeter {
  #images = 0;
  #waited = 0;
  #began = 0;
  #cpu = process.cpuUsage();

  begin(): void {
    this.#images = 0;
    this.#waited = 0;
    this.#began = performance.now();
    this.#cpu = process.cpuUsage();
  }

  add({ images, waited }: Pick<StepReport, 'images' | 'waited'>): void {
    this.#images += images;
    this.#waited += waited;
  }

  /** What has been spent since the beginning or the last call. */
  take(): Cost {
    const milliseconds = performance.now() - this.#began;
    const { user, system } = process.cpuUsage(this.#cpu); // microseconds, all threads
    const cost = {
      images: this.#images,
      seconds: rounded(milliseconds / 1e3),
      cpuSeconds: rounded((user + system) / 1e6),
      waitedShare: rounded(this.#waited / milliseconds),
    };
    this.begin();
    return cost;
  }
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
