import { expect, it } from 'vitest';
import type { RegionChooser } from '../../../detection/regions/choose-regions.js';
import type { RegionReader } from '../../../detection/regions/region-reader.js';
import { LinearScorer, type LinearScorerOptions } from '../../../detection/scorers/linear-scorer.js';
import { Boxes } from '../../../src/geometry/boxes.js';

const image = { width: 100, height: 100, data: new Uint8Array(30_000) };
const boxes = Boxes.from([1, 2, 3, 4].map((x) => ({ x1: x, y1: 0, x2: x + 50, y2: 50 })));
const head = (name: string) => ({ name, outFeatures: 1 });
/** Chooses the last of what it is shown. */
const chooser = {
  choose: async (_: unknown, shown: Boxes) => shown.slice(shown.length - 1),
} as unknown as RegionChooser;

it.each<[string, Partial<LinearScorerOptions>, number[]]>([
  ['all proposals', {}, [1, 2, 3, 4]],
  ['the first, where the heads learnt from as many', { first: 3 }, [1, 2, 3]],
  ['all, where there are fewer', { first: 5 }, [1, 2, 3, 4]],
  ['what is chosen of the first', { first: 3, chooser }, [3]],
])('looks at %s', async (_, options, looked) => {
  const scorer = new LinearScorer({} as RegionReader, {
    ...{ scores: head('scores'), deltas: head('deltas'), context: 1 },
    ...options,
  });
  expect([...(await scorer.choose(image, boxes)).x1]).toEqual(looked);
});
