import { describe, expect, it } from 'vitest';
import { SCORE_FLOOR } from '../../detection/defaults.js';
import { explainRegions } from '../../detection/explain.js';
import { rcnn } from '../../detection/rcnn.js';
import type { RegionScorer } from '../../detection/scorers/region-scorer.js';
import { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';

const image: Raster = { width: 100, height: 100, data: new Uint8Array(3 * 100 * 100) };
const proposals = Boxes.from([
  { x1: 10, y1: 10, x2: 30, y2: 30 },
  { x1: 60, y1: 60, x2: 80, y2: 80 },
]);
/** Each look moves a box of class 0 by half its width. */
const step = 0.5;

/** Proposals have given scores; what is looked at again has 0.9 for class 0 and 1 for class 1, which it was not refined for. */
function scorer(scores: readonly number[], { secondLook = true } = {}) {
  const seen: number[] = [];
  const regions: RegionScorer = {
    secondLook,
    async *score(_, boxes) {
      seen.push(boxes.length);
      const first = seen.length === 1;
      // One region per batch, so that batches must be put together in order.
      for (let r = 0; r < boxes.length; r++) {
        yield {
          boxes: boxes.slice(r, r + 1),
          scores: Float32Array.from(first ? scores.slice(2 * r, 2 * r + 2) : [0.9, 1]),
          deltas: Float32Array.from([step, 0, 0, 0, 0, 0, 0, 0]),
        };
      }
    },
    [Symbol.dispose]() {},
  };
  return { seen, regions };
}

/** What a score is worth that no other box supports, of two regions. */
const alone = (score: number) => Math.sqrt((score * score) / (score + (4 * 2) / 150));

const parts = (regions: RegionScorer) => ({
  proposals: { propose: async () => proposals, [Symbol.dispose]() {} },
  ...{ regions, classes: ['cat', 'dog'], count: 10, threshold: 0.3, nmsIou: 0.3, maxDetections: 10 },
});

describe('a second look at refined boxes', () => {
  it('joins the candidates of the first, for the class of the box alone, at the mean of both scores', async () => {
    const { regions, seen } = scorer([0.5, 0, 0.4, 0]);
    const found = await rcnn(image, parts(regions));
    expect(seen).toEqual([2, 2]);
    // Boxes of both looks overlap by a third, so the second, surer one suppresses the first.
    expect(found.map(({ class: name, score, box }) => [name, score, box.x1])).toEqual([
      ['cat', expect.closeTo(alone(0.7), 6), 30],
      ['cat', expect.closeTo(alone(0.65), 6), 80],
    ]);
  });

  it('is not taken by a detector without it', async () => {
    const { regions, seen } = scorer([0.5, 0, 0.4, 0], { secondLook: false });
    const found = await rcnn(image, parts(regions));
    expect(seen).toEqual([2]);
    expect(found.map(({ score }) => score)).toEqual(
      [0.5, 0.4].map((score) => expect.closeTo(alone(score), 6)),
    );
  });

  it.each([
    ['just under the least score, and then asks for nothing', [0.0999, 0, 0, 0], 0],
    ['but not what is exactly at it', [0.0999, 0, 0.1, 0], 1],
  ])('leaves out what is hardly likely: %s', async (_reason, scores, looks) => {
    const { regions, seen } = scorer(scores);
    await rcnn(image, parts(regions));
    expect(seen).toEqual([2, looks]);
  });

  it('looks at the classes that are looked for', async () => {
    const { regions, seen } = scorer([0.5, 0.5, 0.4, 0.4]);
    await rcnn(image, { ...parts(regions), only: ['dog'] });
    expect(seen).toEqual([2, 2]);
  });

  it('moves no box and no score when the threshold changes', async () => {
    const shown = async (threshold: number) =>
      (await rcnn(image, { ...parts(scorer([0.5, 0.2, 0.4, 0.1]).regions), threshold })).filter(
        ({ score }) => score >= 0.3,
      );
    expect(await shown(SCORE_FLOOR)).toEqual(await shown(0.3));
  });

  it('says which candidates came of it', async () => {
    const { candidates } = await explainRegions(image, proposals, parts(scorer([0.5, 0, 0.02, 0]).regions));
    expect(candidates.map(({ secondLook, proposal, fate }) => [secondLook, proposal, fate])).toEqual([
      [true, 0, 'detection'],
      [false, 0, 'suppressed'],
      [false, 1, 'below-threshold'],
    ]);
  });
});
