/** Legend: N = examples of a batch, H x W x C = one example. */

/** Labelled inputs of a network: preprocessed images, or features of its lower layers. */
export interface Examples {
  /** N x H x W x C. */
  readonly data: Float32Array;
  readonly shape: readonly [number, number, number, number];
  readonly labels: Int32Array;
}

/** Where a training's examples come from. The same step gives the same bytes, always. */
export interface ExampleSource extends Disposable {
  readonly stepsPerEpoch: number;
  /** @returns the batch, and the milliseconds that it was waited for */
  training(step: number): Promise<{ value: Examples; waited: number }>;
  /** A training batch out of turn, again or before its time. */
  batch(step: number): Promise<Examples>;
  /** All validation examples in order, a batch at a time. */
  validation(): AsyncIterable<Examples>;
}
