import { describe, expect, it } from 'vitest';
import { EnsembleScorer } from '../../../detection/scorers/ensemble-scorer.js';
import type { RegionScorer, ScoredRegions } from '../../../detection/scorers/region-scorer.js';
import { Boxes } from '../../../src/geometry/boxes.js';
import type { Raster } from '../../../src/imaging/raster.js';

const image: Raster = { width: 50, height: 50, data: new Uint8Array(3 * 2500) };
const found = Boxes.from(Array.from({ length: 5 }, (_, i) => ({ x1: i, y1: 0, x2: i + 10, y2: 10 })));

/** Of one class; every region gets the same answer. Two regions a batch. */
function member(score: number, delta: number, kept = 5): RegionScorer & { readonly closed: () => boolean } {
  let closed = false;
  return {
    closed: () => closed,
    choose: async (_, boxes) => boxes.slice(0, kept),
    async *score(_, boxes) {
      for (let start = 0; start < boxes.length; start += 2) {
        const own = boxes.slice(start, start + 2);
        const scores = new Float32Array(own.length).fill(score);
        yield { boxes: own, scores, deltas: new Float32Array(4 * own.length).fill(delta) };
      }
    },
    [Symbol.dispose]: () => {
      closed = true;
    },
  };
}

async function all<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const got: T[] = [];
  for await (const batch of batches) got.push(batch);
  return got;
}
const first = ({ scores, deltas }: ScoredRegions) => [scores[0], deltas[0]];

describe('EnsembleScorer', () => {
  it.each<[string, ConstructorParameters<typeof EnsembleScorer>[1], [number, number]]>([
    ['the mean of scores and boxes', {}, [0.5, 2]],
    ['a member of weight 3 counts three times, in both', { weights: [3, 1] }, [0.625, 1.5]],
    ['the maximum of scores; boxes stay the mean', { by: 'maximum' }, [0.75, 2]],
  ])('%s', async (_, options, expected) => {
    const scorer = new EnsembleScorer([member(0.75, 1), member(0.25, 3)], options);
    const batches = await all(scorer.score(image, found));
    expect(batches.map(({ boxes }) => boxes.length)).toEqual([2, 2, 1]);
    for (const batch of batches) expect(first(batch)).toEqual(expected);
  });

  it('climbs: the first member, the first two, all three', async () => {
    const scorer = new EnsembleScorer([member(0.75, 1), member(0.25, 3), member(0.5, 5)]);
    const [rungs] = await all(scorer.ladder(image, found));
    expect(rungs!.map(first)).toEqual([
      [0.75, 1],
      [0.5, 2],
      [0.5, 3],
    ]);
  });

  it('looks at the regions that the first member chooses', async () => {
    const scorer = new EnsembleScorer([member(0.75, 1, 2), member(0.25, 3, 4)]);
    expect((await scorer.choose(image, found)).length).toBe(2);
  });

  it('tells where the first member finds the evidence', async () => {
    const told = { width: 1, height: 1, values: Float32Array.of(2), bias: 0, box: found.at(0) };
    const first = { ...member(0.75, 1), evidence: async () => told };
    const { evidence } = new EnsembleScorer([first, member(0.25, 3)]);
    expect(await evidence!(image, found.at(0), 0)).toBe(told);
  });

  it('owns its members', () => {
    const members = [member(0.75, 1), member(0.25, 3)];
    new EnsembleScorer(members)[Symbol.dispose]();
    expect(members.map(({ closed }) => closed())).toEqual([true, true]);
  });
});
