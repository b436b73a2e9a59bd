/** R = regions of a batch, K = classes. */
import type { Box } from '../../src/geometry/box.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import { enlarged } from '../../src/geometry/context.js';
import { headOutput } from '../../src/googlenet/region-network.js';
import type { Raster } from '../../src/imaging/raster.js';
import { activationMap, classRow } from '../../src/trunk/activation-map.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { Heads } from '../heads.js';
import type { RegionChooser } from '../regions/choose-regions.js';
import type { EvidenceReader } from '../regions/evidence.js';
import type { RegionReader } from '../regions/region-reader.js';
import type { Evidence, RegionScorer, ScoredRegions } from './region-scorer.js';

export interface LinearScorerOptions extends Heads {
  /** Sides of what is seen over those of the region. */
  readonly context: number;
  /** Of the detector's record. */
  readonly secondLook?: boolean;
  /** At most this many proposals are looked at, best first; default: all. Of the detector's record. */
  readonly first?: number | undefined;
  /** Chooses the regions worth scoring; default: all. Owned by the scorer. */
  readonly chooser?: RegionChooser;
  /** Reads where evidence lies. Owned by the scorer. */
  readonly evidence?: EvidenceReader;
}

/** Scores regions by the linear heads that end the reader's network, a batch at a time. */
export class LinearScorer implements RegionScorer {
  readonly #reader: RegionReader;
  readonly #options: LinearScorerOptions;

  /** Owns the reader from now on. */
  constructor(reader: RegionReader, options: LinearScorerOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  get trunk(): SharedTrunk | undefined {
    return this.#reader.trunk;
  }

  get secondLook(): boolean {
    return this.#options.secondLook ?? false;
  }

  async choose(image: Raster, proposals: Boxes): Promise<Boxes> {
    const { first = proposals.length, chooser } = this.#options;
    const likeliest = proposals.slice(0, first);
    return (await chooser?.choose(image, likeliest)) ?? likeliest;
  }

  async *score(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions> {
    if (proposals.length === 0) return;
    const { scores, deltas, context } = this.#options;
    const opened = await this.#reader.open(image);
    for (let start = 0; start < proposals.length; start += this.#reader.batch) {
      const boxes = proposals.slice(start, start + this.#reader.batch);
      const outputs = await opened.read(boxes.map((box) => enlarged(box, context)));
      const { data } = outputs[headOutput(scores)];
      yield {
        boxes,
        scores: scores.softmax ? withoutBackground(data, scores.outFeatures) : data.map(logistic), // R x K
        deltas: outputs[headOutput(deltas)].data, // R x 4K
      };
    }
  }

  get evidence(): RegionScorer['evidence'] {
    const { evidence, scores, context } = this.#options;
    if (!evidence) return undefined;
    return async (image, box, k): Promise<Evidence> => {
      const seen: Box = enlarged(box, context);
      const { map, weight, bias } = await evidence.read(image, seen, scores.name);
      // Where background has a score of its own, it is the first.
      const row = classRow({ weight, bias }, scores.softmax ? k + 1 : k);
      return { ...activationMap(map, row), box: seen };
    };
  }

  [Symbol.dispose](): void {
    this.#options.evidence?.[Symbol.dispose]();
    this.#options.chooser?.[Symbol.dispose]();
    this.#reader[Symbol.dispose]();
  }
}

function logistic(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

/** @param data R x (K + 1), background first; returns R x K */
function withoutBackground(data: Float32Array, width: number): Float32Array {
  return data.filter((_, i) => i % width > 0);
}
