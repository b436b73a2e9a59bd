import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';
import type { TrainingSettings } from './settings.js';

/** The order in which the training images of an epoch come; it is drawn once per epoch, not once per step. */
export class EpochOrder {
  readonly stepsPerEpoch: number;
  readonly #images: number;
  readonly #settings: Pick<TrainingSettings, 'batch' | 'seed'>;
  #drawn: { readonly epoch: number; readonly images: Uint32Array } | undefined;

  constructor(images: number, settings: Pick<TrainingSettings, 'batch' | 'seed'>) {
    this.#images = images;
    this.#settings = settings;
    this.stepsPerEpoch = Math.max(1, Math.floor(images / settings.batch));
  }

  epochOf(step: number): number {
    return Math.floor(step / this.stepsPerEpoch);
  }

  /** @returns positions of the images of a step; images that fill no batch wait for another epoch */
  batch(step: number): Uint32Array {
    const { batch, seed } = this.#settings;
    const epoch = this.epochOf(step);
    if (this.#drawn?.epoch !== epoch) {
      this.#drawn = { epoch, images: shuffled(keyedStream(PURPOSE.epochOrder, seed, epoch), this.#images) };
    }
    const first = (step % this.stepsPerEpoch) * batch;
    return this.#drawn.images.slice(first, first + batch);
  }
}
