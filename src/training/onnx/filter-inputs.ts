/**
 * The filters of one thread's graphs, in the two layouts that blocked convolutions read, written by a kernel: every step
 * writes all of them, in each thread, which takes a sixth of the time of the loops in src/onnx/training/filters.ts.
 */
import { type FilterSpec, filterSize } from '../../onnx/training/filters.js';
import { FIRST_BYTE, kernelInstance, PAGE } from '../../platform/wasm/kernels.js';
import { filtersBinary } from './filters-binary.js';

interface Exports {
  toForward(...pointersAndNumbers: number[]): void;
  toBackward(...pointersAndNumbers: number[]): void;
}

/** The kernel moves four floats at once. */
const LANES = 4;

/** Whether the kernel can write this filter. */
export function hasBlocks({ block }: FilterSpec): boolean {
  return block % LANES === 0;
}

export class FilterInputs {
  readonly #wasm: Exports;
  readonly #buffer: ArrayBuffer;
  /** Where the kernel reads a filter as it is stored. */
  readonly #stored: Float32Array<ArrayBuffer>;
  #free: number;

  /**
   * @param filters that `add` will be called with
   * @param options.layouts most that each will be written in: 1 or 2
   */
  constructor(filters: readonly FilterSpec[], { layouts }: { layouts: number }) {
    const lengths = filters.map((filter) => filterSize(filter).weights);
    const longest = Math.max(0, ...lengths);
    const values = longest + layouts * lengths.reduce((sum, length) => sum + length, 0);
    const memory = new WebAssembly.Memory({ initial: Math.ceil((FIRST_BYTE + 4 * values) / PAGE) });
    // Not shared; whether the type says so depends on the libraries that a build declares.
    this.#buffer = memory.buffer as unknown as ArrayBuffer;
    this.#wasm = kernelInstance<Exports>(filtersBinary, { memory });
    this.#stored = new Float32Array(this.#buffer, FIRST_BYTE, longest);
    this.#free = FIRST_BYTE + 4 * longest;
  }

  /** Room for a filter in one layout; the runtime reads it where it is. */
  add(filter: FilterSpec): Float32Array<ArrayBuffer> {
    const room = new Float32Array(this.#buffer, this.#free, filterSize(filter).weights);
    this.#free += room.byteLength;
    return room;
  }

  toForward(filter: FilterSpec, stored: Float32Array, into: Float32Array): void {
    this.#stored.set(stored);
    this.#wasm.toForward(FIRST_BYTE, into.byteOffset, ...numbersOf(filter), filter.inputBlock);
  }

  toBackward(filter: FilterSpec, stored: Float32Array, into: Float32Array): void {
    this.#stored.set(stored);
    this.#wasm.toBackward(FIRST_BYTE, into.byteOffset, ...numbersOf(filter));
  }
}

function numbersOf(filter: FilterSpec): number[] {
  const { inputs, outputs } = filterSize(filter);
  return [filter.kernel, inputs, outputs, filter.block];
}
