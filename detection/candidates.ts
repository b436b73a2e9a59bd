/** R = regions of a batch, K = classes, C = candidates of one class. */
import { type Box, clip, type Size } from '../src/geometry/box.js';
import { Boxes } from '../src/geometry/boxes.js';
import { decodeBox } from './box-coding.js';
import type { ScoredRegions } from './scorers/region-scorer.js';

/** The refined boxes of one class that passed the score floor. */
export interface ClassCandidates {
  readonly boxes: Boxes;
  readonly scores: Float32Array;
  /** Number of the proposal that each came from, in the order in which they were scored. */
  readonly proposals: Int32Array;
}

/** Collects, batch by batch, what is worth deciding about: the rest of a batch is forgotten at once. */
export class Candidates {
  readonly #size: Size;
  readonly #scoreFloor: number;
  readonly #boxes: Box[][];
  readonly #scores: number[][];
  readonly #proposals: number[][];
  #seen = 0;

  /** @param options.scoreFloor candidates below it are dropped, 0..1 */
  constructor(classes: number, { size, scoreFloor }: { size: Size; scoreFloor: number }) {
    this.#size = size;
    this.#scoreFloor = scoreFloor;
    this.#boxes = Array.from({ length: classes }, () => []);
    this.#scores = Array.from({ length: classes }, () => []);
    this.#proposals = Array.from({ length: classes }, () => []);
  }

  add({ boxes, scores, deltas }: ScoredRegions): void {
    const classes = this.#boxes.length;
    for (let r = 0; r < boxes.length; r++) {
      for (let k = 0; k < classes; k++) {
        const score = scores[r * classes + k];
        // Both tests are written so that NaN, which a damaged or diverged model gives, fails them.
        if (!(score >= this.#scoreFloor)) continue;
        const [dx, dy, dw, dh] = deltas.subarray(4 * (r * classes + k), 4 * (r * classes + k) + 4);
        const box = clip(decodeBox(boxes.at(r), { dx, dy, dw, dh }), this.#size);
        if (!(box.x2 > box.x1 && box.y2 > box.y1)) continue;
        this.#boxes[k].push(box);
        this.#scores[k].push(score);
        this.#proposals[k].push(this.#seen + r);
      }
    }
    this.#seen += boxes.length;
  }

  ofClass(k: number): ClassCandidates {
    return {
      boxes: Boxes.from(this.#boxes[k]),
      scores: Float32Array.from(this.#scores[k]),
      proposals: Int32Array.from(this.#proposals[k]),
    };
  }
}
