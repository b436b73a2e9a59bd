/** R = regions of a batch, K = classes. */
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import { headsFor } from '../record.js';
import type { RegionMode, RegionReader } from '../regions/region-reader.js';
import type { RegionScorer, ScoredRegions } from './region-scorer.js';

/** Scores regions by the linear heads that end the reader's network, a batch at a time. */
export class LinearScorer implements RegionScorer {
  readonly #reader: RegionReader;
  readonly #scores: string;
  readonly #deltas: string;

  /** Owns the reader from now on. */
  constructor(reader: RegionReader, mode: RegionMode, classes: number) {
    const heads = headsFor(mode, classes);
    this.#reader = reader;
    this.#scores = heads.scores.name;
    this.#deltas = heads.deltas.name;
  }

  get trunk(): SharedTrunk | undefined {
    return this.#reader.trunk;
  }

  async *score(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions> {
    if (proposals.length === 0) return;
    const opened = await this.#reader.open(image);
    for (let start = 0; start < proposals.length; start += this.#reader.batch) {
      const boxes = proposals.slice(start, start + this.#reader.batch);
      const outputs = await opened.read(boxes);
      yield {
        boxes,
        scores: outputs[this.#scores].data.map(logistic), // R x K
        deltas: outputs[this.#deltas].data, // R x 4K
      };
    }
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
