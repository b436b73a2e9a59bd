/** E = examples, F = features (1024), K = classes. */

import { letSignalsIn } from '../run/let-signals-in.js';
import type { HeadMaterial } from './head-material.js';
import type { Heads, Linear } from './heads.js';
import { overlapByte, svmTargets } from './label-regions.js';
import { ridges } from './ridge.js';
import { trainSvms } from './squared-hinge.js';

/**
 * An example of the class from this IoU on: near R-CNN's "annotated objects only", with more to learn from. On 42 photographs
 * of three classes 0.7 gave 35.1 % mAP, 0.6 33.3, 0.5 32.1.
 */
const POSITIVE = 0.7;
/** From here on a region teaches where the object is; 0.6 as in R-CNN [appendix C] gave 0.8 points less there. */
const REGRESSION_BYTE = overlapByte(0.5);
/** R-CNN's 1000 for rows of squared length 400 is 2.5 for ours of length 1. */
const RIDGE_LAMBDA = 2.5;
const EPOCHS = 6;

export interface FitOptions {
  readonly classes: number;
  readonly seed: number;
  /** Strength of the SVMs' regularisation. */
  readonly lambda: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fits a support vector machine and a box regression per class to subsets of the examples, one per call, as cross-fitting
 * needs them; what all fits share is made once.
 */
export class HeadFitter {
  readonly material: HeadMaterial;
  readonly classes: number;
  readonly #options: FitOptions;
  readonly #targets: Int8Array;
  /** By class, made at the first need. */
  readonly #ridges: (ReturnType<typeof ridges> | undefined)[] = [];

  constructor(material: HeadMaterial, options: FitOptions) {
    this.material = material;
    this.classes = options.classes;
    this.#options = options;
    this.#targets = svmTargets(material.overlaps, POSITIVE);
  }

  /** @param rows examples to learn from, ascending @throws RcnnError `aborted` */
  async fit(rows: Int32Array): Promise<Heads> {
    const { features, width, length } = this.material;
    const scores = await trainSvms(features, {
      ...this.#options,
      ...{ width, rows, targets: this.#targets, epochs: EPOCHS },
      weights: new Float32Array(length).fill(1),
    });
    return { scores, deltas: await this.#fitDeltas(rows) };
  }

  async #fitDeltas(rows: Int32Array): Promise<Linear> {
    const { classes, signal } = this.#options;
    const { width } = this.material;
    const weight = new Float32Array(4 * classes * width);
    const bias = new Float32Array(4 * classes);
    for (let k = 0; k < classes; k++) {
      await letSignalsIn(signal);
      const own = rows.filter((e) => this.#teachesBox(e, k));
      // A class without a single pair keeps its proposals as they are.
      if (own.length === 0) continue;
      const solution = this.#ridgesOf(k)(own);
      for (let t = 0; t < 4; t++) {
        const row = solution.subarray(t * (width + 1), (t + 1) * (width + 1));
        weight.set(row.subarray(0, width), (4 * k + t) * width);
        bias[4 * k + t] = row[width]!;
      }
    }
    return { weight, bias };
  }

  #teachesBox(e: number, k: number): boolean {
    const { overlaps, positive } = this.material;
    return positive[e] === k && overlaps[e * this.classes + k]! >= REGRESSION_BYTE;
  }

  #ridgesOf(k: number) {
    const { features, deltas, width, length } = this.material;
    const options = { width, targetCount: 4, lambda: RIDGE_LAMBDA };
    const rows = () => Int32Array.from({ length }, (_, e) => e).filter((e) => this.#teachesBox(e, k));
    this.#ridges[k] ??= ridges(features, deltas, rows(), options);
    return this.#ridges[k];
  }
}
