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
  /** 1 for what a second look at a refined box gave, 0 for the first look at a proposal. */
  readonly looks: Uint8Array;
}

/** A refined box that the network looks at once more, for its class. */
export interface SecondLook {
  readonly classIndex: number;
  /** Of the first look, 0..1. */
  readonly score: number;
  /** Number of the proposal that the box came from. */
  readonly proposal: number;
}

/** Collects, batch by batch, what is worth deciding about: the rest of a batch is forgotten at once. */
export class Candidates {
  readonly #size: Size;
  readonly #scoreFloor: number;
  readonly #boxes: Box[][];
  readonly #scores: number[][];
  readonly #proposals: number[][];
  readonly #looks: number[][];
  #seen = 0;

  /** @param options.scoreFloor candidates below it are dropped, 0..1 */
  constructor(classes: number, { size, scoreFloor }: { size: Size; scoreFloor: number }) {
    this.#size = size;
    this.#scoreFloor = scoreFloor;
    this.#boxes = Array.from({ length: classes }, () => []);
    this.#scores = Array.from({ length: classes }, () => []);
    this.#proposals = Array.from({ length: classes }, () => []);
    this.#looks = Array.from({ length: classes }, () => []);
  }

  add(scored: ScoredRegions): void {
    const { boxes, scores } = scored;
    const classes = this.#boxes.length;
    for (let r = 0; r < boxes.length; r++) {
      for (let k = 0; k < classes; k++) {
        const score = scores[r * classes + k];
        this.#push(scored, r, { classIndex: k, score, proposal: this.#seen + r, look: 0 });
      }
    }
    this.#seen += boxes.length;
  }

  /**
   * Adds what a second look made of refined boxes: each for the class that refined it, at the mean of both scores.
   *
   * @param of what each of the regions is
   */
  addSecond(scored: ScoredRegions, of: readonly SecondLook[]): void {
    const classes = this.#boxes.length;
    for (const [r, first] of of.entries()) {
      const second = scored.scores[r * classes + first.classIndex];
      this.#push(scored, r, { ...first, score: (first.score + second) / 2, look: 1 });
    }
  }

  #push({ boxes, deltas }: ScoredRegions, region: number, found: SecondLook & { look: number }): void {
    const { classIndex: k, score, proposal, look } = found;
    // Both tests are written so that NaN, which a damaged or diverged model gives, fails them.
    if (!(score >= this.#scoreFloor)) return;
    const at = 4 * (region * this.#boxes.length + k);
    const [dx, dy, dw, dh] = deltas.subarray(at, at + 4);
    const box = clip(decodeBox(boxes.at(region), { dx, dy, dw, dh }), this.#size);
    if (!(box.x2 > box.x1 && box.y2 > box.y1)) return;
    this.#boxes[k].push(box);
    this.#scores[k].push(score);
    this.#proposals[k].push(proposal);
    this.#looks[k].push(look);
  }

  /** How many the network looked at for the first time. */
  get regions(): number {
    return this.#seen;
  }

  ofClass(k: number): ClassCandidates {
    return {
      boxes: Boxes.from(this.#boxes[k]),
      scores: Float32Array.from(this.#scores[k]),
      proposals: Int32Array.from(this.#proposals[k]),
      looks: Uint8Array.from(this.#looks[k]),
    };
  }
}
