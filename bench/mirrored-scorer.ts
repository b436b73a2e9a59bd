import type { RegionScorer, ScoredRegions } from '../detection/scorers/region-scorer.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';

/** What a scorer says of the mirror image, as if it had said so of the image itself. The scorer stays its owner's. */
export class MirroredScorer implements RegionScorer {
  readonly #scorer: RegionScorer;
  readonly #mirrored = new WeakMap<Raster, Raster>();

  constructor(scorer: RegionScorer) {
    this.#scorer = scorer;
  }

  async *score(image: Raster, proposals: Boxes): AsyncGenerator<ScoredRegions> {
    const known = this.#mirrored.get(image) ?? mirrorImage(image);
    this.#mirrored.set(image, known);
    let from = 0;
    for await (const scored of this.#scorer.score(known, mirrorBoxes(proposals, image.width))) {
      const boxes = proposals.slice(from, from + scored.boxes.length);
      from += boxes.length;
      // dx is the first of each four, and the only one that has a side.
      const deltas = scored.deltas.map((delta, i) => (i % 4 === 0 ? -delta : delta));
      yield { boxes, scores: scored.scores, deltas };
    }
  }

  [Symbol.dispose](): void {}
}

function mirrorImage({ width, height, data }: Raster): Raster {
  const mirrored = new Uint8Array(data.length);
  for (let at = 0; at < width * height; at++) {
    const to = at - (at % width) + (width - 1 - (at % width));
    mirrored.set(data.subarray(3 * at, 3 * at + 3), 3 * to);
  }
  return { width, height, data: mirrored };
}

function mirrorBoxes(boxes: Boxes, width: number): Boxes {
  return boxes.map((box) => ({ ...box, x1: width - box.x2, x2: width - box.x1 }));
}
