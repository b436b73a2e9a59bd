/** The loops of squared-hinge.ts over memory of their own, compiled from assembly/descend.ts. */
import { FIRST_BYTE, kernelInstance, PAGE } from '../../platform/wasm/kernels.js';
import { descendBinary } from './descend-binary.js';
import type { Linear } from './heads.js';

interface Exports {
  descend(...pointersAndNumbers: number[]): void;
  shrink(weight: number, bytes: number, factor: number): void;
  average(into: number, current: number, bytes: number, share: number): void;
}

export interface DescentOptions {
  readonly classes: number;
  readonly width: number;
  /** Examples that `take` may gather before `descend`. */
  readonly most: number;
}

/** Rows take a multiple of this many bytes: the inner loop reads two vectors of four floats at once. */
const ALIGNED = 32;

/** Weights under gradient descent, and their running mean; a step costs a quarter of what it costs in JavaScript. */
export class Descent {
  readonly #options: DescentOptions;
  readonly #wasm: Exports;
  readonly #buffer: ArrayBuffer;
  readonly #floats: Float32Array;
  readonly #bytes: Int8Array;
  /** Bytes of a row. */
  readonly #row: number;
  /** Address of each part; biases follow their weights, so that one call averages both. */
  readonly #at: Record<'weight' | 'bias' | 'mean' | 'rows' | 'counts' | 'targets', number>;
  #taken = 0;

  constructor(options: DescentOptions) {
    const { classes, width, most } = options;
    this.#options = options;
    this.#row = aligned(4 * width);
    const linear = classes * this.#row + aligned(4 * classes);
    const [weight, mean] = [FIRST_BYTE, FIRST_BYTE + linear];
    const rows = mean + linear;
    const counts = rows + most * this.#row;
    const targets = counts + 4 * most;
    this.#at = { weight, bias: weight + classes * this.#row, mean, rows, counts, targets };
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((targets + most * classes) / PAGE),
    });
    // Not shared; whether the type says so depends on the libraries that a build declares.
    this.#buffer = memory.buffer as unknown as ArrayBuffer;
    this.#floats = new Float32Array(this.#buffer);
    this.#bytes = new Int8Array(this.#buffer);
    this.#wasm = kernelInstance(descendBinary, { memory });
  }

  /** Adds an example, at most `most` between two calls of `descend`. @returns how many are waiting */
  take(features: Float32Array, targets: Int8Array, count: number): number {
    const { classes } = this.#options;
    const { rows, counts, targets: behind } = this.#at;
    this.#floats.set(features, (rows + this.#taken * this.#row) / 4);
    this.#bytes.set(targets, behind + this.#taken * classes);
    this.#floats[counts / 4 + this.#taken] = count;
    return ++this.#taken;
  }

  /** One step for each waiting example; the rate falls linearly from `rate` at step 0 to 0 at `steps`. */
  descend({
    step,
    steps,
    rate,
  }: {
    readonly step: number;
    readonly steps: number;
    readonly rate: number;
  }): void {
    const { weight, bias, rows, targets, counts } = this.#at;
    const sizes = [this.#taken, this.#options.classes, this.#row];
    this.#wasm.descend(weight, bias, rows, targets, counts, ...sizes, step, steps, rate);
    this.#taken = 0;
  }

  /** Multiplies the weights, not the biases. */
  shrink(factor: number): void {
    this.#wasm.shrink(this.#at.weight, this.#options.classes * this.#row, factor);
  }

  /** Moves the mean by this share of its distance to the current weights and biases. */
  average(share: number): void {
    const { weight, mean } = this.#at;
    this.#wasm.average(mean, weight, mean - weight, share);
  }

  current(): Linear {
    return this.#linear(this.#at.weight);
  }

  mean(): Linear {
    return this.#linear(this.#at.mean);
  }

  #linear(at: number): Linear {
    const { classes, width } = this.#options;
    const weight = new Float32Array(classes * width);
    for (let k = 0; k < classes; k++) {
      weight.set(new Float32Array(this.#buffer, at + k * this.#row, width), k * width);
    }
    return { weight, bias: new Float32Array(this.#buffer, at + classes * this.#row, classes).slice() };
  }
}

function aligned(bytes: number): number {
  return ALIGNED * Math.ceil(bytes / ALIGNED);
}
