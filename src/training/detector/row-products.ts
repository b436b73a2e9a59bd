/** Inner products of rows, compiled from assembly/products.ts. M = rows of the matrix, F = features, R = other rows. */
import { FIRST_BYTE, kernelInstance, PAGE } from '../../platform/wasm/kernels.js';
import { productsBinary } from './products-binary.js';

interface Exports {
  products(...pointersAndNumbers: number[]): void;
}

export interface RowProductsOptions {
  /** F. */
  readonly width: number;
  /** Rows of the matrix that take part, in this order; default: all. */
  readonly rows?: ArrayLike<number>;
}

/** Rows take whole blocks: see assembly/products.ts. */
const BLOCK = 256;
/** Rows multiplied in one call: together they stay in a core's cache while the matrix passes by. */
const CALL = 64;

/** Holds a matrix, M x F, and multiplies rows with all of its rows: several times as fast as loops in JavaScript. */
export class RowProducts {
  /** M. */
  readonly length: number;
  readonly #width: number;
  readonly #wasm: Exports;
  readonly #floats: Float32Array;
  readonly #doubles: Float64Array;
  /** Bytes of a row. */
  readonly #row: number;
  /** Address of each part. */
  readonly #at: Record<'matrix' | 'rows' | 'products', number>;

  constructor(matrix: Float32Array, { width, rows }: RowProductsOptions) {
    this.#width = width;
    this.length = rows?.length ?? matrix.length / width;
    this.#row = BLOCK * Math.ceil((4 * width) / BLOCK);
    const behind = FIRST_BYTE + this.length * this.#row;
    this.#at = { matrix: FIRST_BYTE, rows: behind, products: behind + CALL * this.#row };
    const bytes = this.#at.products + 8 * CALL * this.length;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
    this.#wasm = kernelInstance(productsBinary, { memory });
    for (let m = 0; m < this.length; m++) this.#put(this.#at.matrix, m, matrix, rows?.[m] ?? m);
  }

  /** @param features R x F @returns R x M */
  of(features: Float32Array): Float64Array {
    const rows = features.length / this.#width;
    const all = new Float64Array(rows * this.length);
    for (let from = 0; from < rows; from += CALL) {
      const count = Math.min(CALL, rows - from);
      for (let r = 0; r < count; r++) this.#put(this.#at.rows, r, features, from + r);
      all.set(this.#multiply(this.#at.rows, count, this.length), from * this.length);
    }
    return all;
  }

  /** Products of the matrix's rows with each other. @returns the lower triangle, row by row: M (M + 1) / 2 */
  triangle(): Float64Array {
    const all = new Float64Array((this.length * (this.length + 1)) / 2);
    for (let from = 0; from < this.length; from += CALL) {
      const end = Math.min(from + CALL, this.length);
      const block = this.#multiply(this.#at.matrix + from * this.#row, end - from, end);
      for (let m = from; m < end; m++) {
        const start = (m - from) * end;
        all.set(block.subarray(start, start + m + 1), (m * (m + 1)) / 2);
      }
    }
    return all;
  }

  /** @returns count x matrixRows; the next call overwrites it */
  #multiply(rows: number, count: number, matrixRows: number): Float64Array {
    const { matrix, products } = this.#at;
    this.#wasm.products(rows, count, matrix, matrixRows, this.#row, products);
    return this.#doubles.subarray(products / 8, products / 8 + count * matrixRows);
  }

  #put(address: number, place: number, from: Float32Array, row: number): void {
    const values = from.subarray(row * this.#width, (row + 1) * this.#width);
    this.#floats.set(values, (address + place * this.#row) / 4);
  }
}
