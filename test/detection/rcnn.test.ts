import { describe, expect, it } from 'vitest';
import { LocalCore } from '../../detection/core.js';
import { Detector } from '../../detection/detector.js';
import type { RcnnParts } from '../../detection/rcnn.js';
import { rcnn } from '../../detection/rcnn.js';
import { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';

const image: Raster = { width: 100, height: 80, data: new Uint8Array(3 * 100 * 80) };
const found = Boxes.from([
  { x1: 0, y1: 0, x2: 20, y2: 20 },
  { x1: 50, y1: 50, x2: 90, y2: 80 },
  { x1: 30, y1: 0, x2: 40, y2: 10 },
]);
// Rows are regions, columns are cat and dog.
const scores = [0.9, 0.1, 0.2, 0.3, 0.8, 0.8];

/** What a score is worth that no other box supports, of so many regions; float32 as scores are. */
function alone(score: number, regions = 3): number {
  const own = Math.fround(score);
  return Math.fround(Math.sqrt((own * own) / (own + (4 * regions) / 150)));
}

/** Fakes that hand out distinct values, two regions a batch. */
function parts(changes: Partial<RcnnParts> = {}): RcnnParts & { closed: string[] } {
  const closed: string[] = [];
  return {
    closed,
    proposals: { propose: async () => found, [Symbol.dispose]: () => closed.push('proposals') },
    regions: {
      async *score(_, proposals) {
        for (let start = 0; start < proposals.length; start += 2) {
          const boxes = proposals.slice(start, start + 2);
          const own = Float32Array.from(scores.slice(2 * start, 2 * (start + boxes.length)));
          yield { boxes, scores: own, deltas: new Float32Array(8 * boxes.length) };
        }
      },
      [Symbol.dispose]: () => closed.push('regions'),
    },
    classes: ['cat', 'dog'],
    count: 10,
    threshold: 0.3,
    nmsIou: 0.3,
    maxDetections: 10,
    ...changes,
  };
}

describe('the chain from image to detections', () => {
  it('keeps what reaches the threshold, float32 as the scores are, best first', async () => {
    const detections = await rcnn(image, parts({ threshold: alone(0.3) }));
    expect(detections.map(({ class: name, score }) => [name, score])).toEqual([
      ['cat', alone(0.9)],
      ['cat', alone(0.8)],
      ['dog', alone(0.8)],
      ['dog', alone(0.3)],
    ]);
    expect(detections[3].box).toEqual({ x1: 50, y1: 50, x2: 90, y2: 80 });
  });

  it('looks at the first proposals only', async () => {
    const detections = await rcnn(image, parts({ count: 1 }));
    expect(detections.map(({ score }) => score)).toEqual([alone(0.9, 1)]);
  });

  it('keeps the best over all classes', async () => {
    expect(await rcnn(image, parts({ maxDetections: 2 }))).toHaveLength(2);
  });
});

/** A detector of fakes. */
const detectorOf = (own: RcnnParts) =>
  new Detector(new LocalCore(own), {
    card: { name: 'fake', classes: [] } as never,
    threshold: 0.3,
    count: 10,
    settings: { engine: 'onnx', regions: 'shared', proposals: 'own', threshold: 0.3 },
  });

describe('many images', () => {
  it('one that cannot be read fails alone, in its place', async () => {
    using detector = detectorOf(parts());
    const results = [];
    for await (const result of detector.detectAll(['no-such-file.jpg', image])) results.push(result);
    expect(results[0]).toMatchObject({ source: 'no-such-file.jpg', error: { code: 'file-not-found' } });
    expect(results[1]).toMatchObject({ width: 100, height: 80 });
  });

  it('disposing closes both parts', () => {
    const own = parts();
    detectorOf(own).dispose();
    expect(own.closed).toEqual(['proposals', 'regions']);
  });
});

it('questions about a picture, each decoded anew, are answered from one raster: its map is made once', async () => {
  const seen: Raster[] = [];
  const { regions } = parts();
  const core = new LocalCore(
    parts({
      regions: {
        ...regions,
        score: (raster, proposals) => {
          seen.push(raster);
          return regions.score(raster, proposals);
        },
        evidence: async (raster, box) => {
          seen.push(raster);
          return { values: new Float32Array(1), width: 1, height: 1, bias: 0, box };
        },
      },
    }),
  );
  const again = (): Raster => ({ ...image, data: image.data.slice() });
  const other = again();
  other.data[100] = 1;
  await core.detect(again(), { threshold: 0.3, count: 10, explain: true });
  const question = { box: found.at(0), k: 1 };
  await core.evidence(again(), question);
  await core.evidence(again(), question);
  await core.evidence(other, question);
  expect(seen).toHaveLength(4);
  expect(new Set(seen.slice(0, 3)).size).toBe(1);
  expect(seen[3]).toBe(other);
});

it('the network is compiled beside the search, and no region is scored before both are done', async () => {
  const seen: string[] = [];
  const own = parts();
  const turns = async (count: number, what: string) => {
    for (let i = 0; i < count; i++) await Promise.resolve();
    seen.push(what);
  };
  const core = new LocalCore(
    {
      ...own,
      proposals: {
        ...own.proposals,
        propose: async () => {
          seen.push('search');
          await turns(5, 'found');
          return found;
        },
      },
      regions: {
        ...own.regions,
        score: (raster, proposals) => {
          seen.push('score');
          return own.regions.score(raster, proposals);
        },
      },
    },
    () => turns(20, 'compiled'),
  );
  await core.detect(image, { threshold: 0.3, count: 10, explain: false });
  expect(seen).toEqual(['search', 'found', 'compiled', 'score']);
});
