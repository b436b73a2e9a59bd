/**
 * Ridge regression by the dual equations of centred rows, (XX' + lambda I) A = Y, W' = X'A: a system of as many unknowns
 * as there are rows. The products XX' of all rows are made once, for every subset that cross-fitting asks for. N = rows,
 * F = features, T = targets.
 */
import { cholesky, solve } from './cholesky.js';
import { RowProducts } from './row-products.js';

export class DualRidge {
  readonly #features: Float32Array;
  readonly #targets: Float32Array;
  readonly #rows: ArrayLike<number>;
  readonly #options: RidgeOptions;
  /** The lower triangle of XX', row by row: N (N + 1) / 2. */
  readonly #products: Float64Array;

  /** @param rows indices of the rows of `features` (E x F) and `targets` (E x T) */
  constructor(features: Float32Array, targets: Float32Array, rows: ArrayLike<number>, options: RidgeOptions) {
    this.#features = features;
    this.#targets = targets;
    this.#rows = rows;
    this.#options = options;
    const { width } = options;
    this.#products = new RowProducts(features, { width, rows }).triangle();
  }

  /**
   * @param wanted places of the rows to learn from, ascending
   * @returns T x (F + 1): weights, then the bias
   */
  solve(wanted: Int32Array): Float64Array {
    const { width, targetCount, lambda } = this.#options;
    const count = wanted.length;
    const system = this.#centred(wanted);
    for (let i = 0; i < count; i++) system[i * count + i]! += lambda;
    cholesky(system, count);
    const solution = new Float64Array(targetCount * (width + 1));
    const mean = this.#meanRow(wanted);
    for (let t = 0; t < targetCount; t++) {
      const y = Float64Array.from(wanted, (i) => this.#targets[this.#rows[i]! * targetCount + t]!);
      const meanTarget = y.reduce((sum, value) => sum + value, 0) / count;
      const alpha = y.map((value) => value - meanTarget);
      solve(system, alpha); // sums to 0, as the targets do: the rows need no centring
      const own = solution.subarray(t * (width + 1), (t + 1) * (width + 1));
      for (let i = 0; i < count; i++) this.#add(own, wanted[i]!, alpha[i]!);
      own[width] = meanTarget;
      for (let f = 0; f < width; f++) own[width]! -= own[f]! * mean[f]!;
    }
    return solution;
  }

  /** Products of the rows minus their mean, lower triangle: (x - m)(z - m) = xz - xm - zm + mm. */
  #centred(wanted: Int32Array): Float64Array {
    const count = wanted.length;
    const system = new Float64Array(count * count);
    const withMean = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const row = (wanted[i]! * (wanted[i]! + 1)) / 2;
      for (let j = 0; j <= i; j++) {
        const product = this.#products[row + wanted[j]!]!;
        system[i * count + j] = product;
        withMean[i]! += product / count;
        if (j < i) withMean[j]! += product / count;
      }
    }
    const ofMean = withMean.reduce((sum, value) => sum + value, 0) / count;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) system[i * count + j]! += ofMean - withMean[i]! - withMean[j]!;
    }
    return system;
  }

  #meanRow(wanted: Int32Array): Float64Array {
    const mean = new Float64Array(this.#options.width);
    for (const i of wanted) this.#add(mean, i, 1 / wanted.length);
    return mean;
  }

  #add(sum: Float64Array, place: number, share: number): void {
    const { width } = this.#options;
    const at = this.#rows[place]! * width;
    for (let f = 0; f < width; f++) sum[f]! += share * this.#features[at + f]!;
  }
}

export interface RidgeOptions {
  readonly width: number;
  readonly targetCount: number;
  readonly lambda: number;
}
