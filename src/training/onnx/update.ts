import { FIRST_BYTE, kernelInstance, PAGE } from '../../platform/wasm/kernels.js';
import { updateBinary } from './update-binary.js';

/** A step's update of one run of parameters. Hot loops: every trainable value passes through them in each step. */

/** Adds the other gradients to the first, in their order, so that sums repeat to the bit. */
export function sumGradients(gradients: readonly Float32Array[], from: number, to: number): void {
  const [sum, ...others] = gradients;
  for (const other of others) {
    for (let i = from; i < to; i++) sum![i] = sum![i]! + other[i]!;
  }
}

export function sumOfSquares(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i]! * values[i]!;
  return sum;
}

export interface UpdateOptions {
  readonly rate: number;
  readonly momentum: number;
  /** Weight decay. */
  readonly decay: number;
  /** Factor of the gradient: 1 unless it is clipped. */
  readonly scale: number;
  /** Of the running mean. */
  readonly averageDecay: number;
}

type Arrays = Record<(typeof ARRAYS)[number], Float32Array>;

const ARRAYS = ['values', 'velocities', 'averages', 'gradient'] as const;
/** Values of each array that the kernel's memory holds at once: together they fit a core's cache. */
const RUN = 8192;
const addresses = ARRAYS.map((_, i) => FIRST_BYTE + 4 * RUN * i);

let kernel:
  | { readonly runs: readonly Float32Array[]; readonly update: (...numbers: number[]) => void }
  | undefined;

/** One per thread. */
function loadKernel() {
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((FIRST_BYTE + 4 * RUN * ARRAYS.length) / PAGE),
  });
  const runs = addresses.map((address) => new Float32Array(memory.buffer, address, RUN));
  return { runs, ...kernelInstance<{ update: (...numbers: number[]) => void }>(updateBinary, { memory }) };
}

/**
 * Stochastic gradient descent as in `Sgd`, velocity = momentum * velocity + rate * (gradient + decay * value),
 * value -= velocity; then the running mean. The kernel takes two thirds of the time of a loop in JavaScript, copies included,
 * and gives the same bytes.
 */
export function update(
  arrays: Arrays,
  { from, to }: { from: number; to: number },
  { rate, momentum, decay, scale, averageDecay }: UpdateOptions,
): void {
  kernel ??= loadKernel();
  const { runs } = kernel;
  for (let start = from; start < to; start += RUN) {
    const parts = ARRAYS.map((name) => arrays[name].subarray(start, Math.min(start + RUN, to)));
    for (const [i, part] of parts.entries()) runs[i]!.set(part);
    const bytes = 4 * parts[0]!.length;
    kernel.update(...addresses, bytes, momentum, rate * scale, rate * decay, 1 - averageDecay);
    for (const [i, part] of parts.entries()) {
      if (ARRAYS[i] !== 'gradient') part.set(runs[i]!.subarray(0, part.length));
    }
  }
}
