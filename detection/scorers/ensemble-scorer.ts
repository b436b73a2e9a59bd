/**
 * Several networks that look at the same regions [GoogLeNet, section 8: six].
 * R = regions of a batch, K = classes, M = members.
 */
import { type AverageOptions, combined } from '../../src/average.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { RegionScorer, ScoredRegions } from './region-scorer.js';

/** What the members say of each region, averaged: its scores, and its refined box of each class. */
export class EnsembleScorer implements RegionScorer {
  readonly #members: readonly RegionScorer[];
  readonly #options: AverageOptions;

  /** Owns the members, at least one, from now on. They score batches of the same size. */
  constructor(members: readonly RegionScorer[], options: AverageOptions = {}) {
    this.#members = members;
    this.#options = options;
  }

  /** The first member's. */
  get trunk(): SharedTrunk | undefined {
    return this.#members[0].trunk;
  }

  /** M. */
  get size(): number {
    return this.#members.length;
  }

  /** As the first member's file says. */
  get secondLook(): boolean {
    return this.#members[0].secondLook ?? false;
  }

  /** The first member's: maps of several networks have no common scale. */
  get evidence(): RegionScorer['evidence'] {
    return this.#members[0].evidence;
  }

  /** The ensemble of the first members alone, which stay this one's. */
  first(count: number): RegionScorer {
    return new EnsembleScorer(this.#members.slice(0, count), this.#options);
  }

  /** By the first member's cheap look: it costs the least, and an ensemble of more members sees the same regions. */
  async choose(image: Raster, proposals: Boxes): Promise<Boxes> {
    return (await this.#members[0].choose?.(image, proposals)) ?? proposals;
  }

  async *score(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions> {
    for await (const answers of this.#answers(image, proposals)) yield this.#combined(answers);
  }

  /** For each batch what the first member says, what the first two say, and so on: M averages. */
  async *ladder(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions[]> {
    for await (const answers of this.#answers(image, proposals)) {
      yield answers.map((_, last) => this.#combined(answers.slice(0, last + 1)));
    }
  }

  /** For each batch the answers of the members, in their order. */
  async *#answers(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions[]> {
    const runs = this.#members.map((member) => member.score(image, proposals)[Symbol.asyncIterator]());
    for (;;) {
      const answers: ScoredRegions[] = [];
      for (const run of runs) {
        const { done, value } = await run.next();
        if (done) return;
        answers.push(value);
      }
      yield answers;
    }
  }

  /**
   * The mean of deltas is the mean of the boxes' centres and the geometric mean of their sides.
   *
   * @param answers of the first members
   */
  #combined(answers: readonly ScoredRegions[]): ScoredRegions {
    if (answers.length === 1) return answers[0];
    const { by, weights } = this.#options;
    return {
      boxes: answers[0].boxes,
      scores: combined(
        answers.map(({ scores }) => scores),
        { by, weights },
      ),
      deltas: combined(
        answers.map(({ deltas }) => deltas),
        { weights },
      ),
    };
  }

  [Symbol.dispose](): void {
    for (const member of this.#members) member[Symbol.dispose]();
  }
}
