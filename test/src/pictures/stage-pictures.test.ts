import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Detector } from '../../../src/index.js';
import { warmColour } from '../../../src/pictures/heat-map.js';
import { beforeNms, whatIsGrey, writeEvidence } from '../../../src/pictures/stage-pictures.js';
import { decodeImage } from '../../../src/platform/node/decode.js';

it('keeps colour and label for what becomes a detection, not for its equals in class and score', () => {
  const box = (x1: number) => ({ x1, y1: 0, x2: x1 + 100, y2: 100 });
  const common = { classIndex: 0, proposal: 0, networkScore: 0.9, secondLook: false };
  const candidates = [
    { ...common, class: 'cat', score: 0.9, box: box(0), fate: 'detection' },
    { ...common, class: 'cat', score: 0.9, box: box(10), fate: 'suppressed', suppressedBy: 0 },
    { ...common, class: 'dog', score: 0.2, box: box(5), fate: 'below-threshold' as const },
  ] as const;
  const grey = expect.stringMatching(/^#d0d0d0$/);
  expect(beforeNms(candidates)).toEqual([
    { label: 'cat', score: 0.9, color: expect.not.stringMatching(/d0d0d0/), box: box(0) },
    { label: 'cat', score: 0.9, color: grey, box: box(10), dispensable: true },
    { label: 'dog', score: 0.2, color: grey, box: box(5), dispensable: true },
  ]);
});

it('draws the best of the dropped alone', () => {
  const dropped = {
    class: 'cat',
    classIndex: 0,
    proposal: 0,
    networkScore: 0.9,
    secondLook: false,
    fate: 'below-threshold',
  } as const;
  const candidates = Array.from({ length: 20 }, (_, i) => ({
    ...{ ...dropped, score: 1 - i / 20 },
    box: { x1: 100 * i, y1: 0, x2: 100 * i + 90, y2: 100 },
  }));
  const drawn = beforeNms(candidates);
  expect(whatIsGrey(candidates)).toBe('0 kept, not yet averaged; 20 removed (6 in grey)');
  expect(whatIsGrey(candidates.slice(0, 6))).toBe('0 kept, not yet averaged; 6 removed (in grey)');
  expect(drawn.map(({ score }) => score)).toEqual([1, 0.95, 0.9, 0.85, 0.8, 0.75]);
});

it('draws one of the dropped that nearly coincide', () => {
  const of = (name: string, x1: number, score: number) =>
    ({
      ...{ class: name, classIndex: 0, proposal: 0, networkScore: score, secondLook: false, score },
      ...{ box: { x1, y1: 0, x2: x1 + 100, y2: 100 }, fate: 'below-threshold' as const },
    }) as const;
  const candidates = [of('cat', 0, 0.9), of('cat', 10, 0.8), of('dog', 10, 0.7), of('cat', 40, 0.6)];
  expect(beforeNms(candidates).map(({ score }) => score)).toEqual([0.9, 0.7, 0.6]);
  expect(whatIsGrey(candidates)).toBe('0 kept, not yet averaged; 4 removed (3 in grey)');
});

describe('evidence', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const raster = { width: 40, height: 20, data: new Uint8Array(3 * 40 * 20).fill(128) };
  /** Half of the map's box lies to the right of the photograph. */
  const map = { width: 2, height: 1, values: Float32Array.of(0, 1), box: { x1: 20, y1: 0, x2: 60, y2: 20 } };
  const detectionsOf = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      class: `class ${i}`,
      classIndex: i,
      score: 1 - i / 100,
      box: { x1: 20, y1: i / 10, x2: 40, y2: 20 },
    }));
  async function written(name: string, count: number) {
    const asked: unknown[] = [];
    const evidence: Detector['evidence'] = async (_, { class: of, box }) => {
      asked.push({ class: of, box });
      return { ...map, bias: 0 };
    };
    const detections = detectionsOf(count);
    await writeEvidence(join(folder, name), { raster, detections }, { detector: { evidence } });
    return asked;
  }

  it('shows of a map the part that lies in the photograph, in place', async () => {
    await written('one', 1);
    const sheet = await decodeImage(join(folder, 'one-6-evidence.png'));
    const middle = sheet.width / 2; // of 224 pixels for 20 of the photograph
    const colourAt = (x: number) => [...sheet.data.subarray(3 * (120 * sheet.width + x)).subarray(0, 3)];
    // From the first cell's centre, at x = 30, to the second's, at 50, values rise from 0 to 1.
    for (const [x, share] of [
      [middle - 100, 0],
      [middle + 100, 8.9 / 20],
    ] as const) {
      for (const [c, warm] of warmColour(share).entries()) {
        expect(Math.abs(colourAt(x)[c]! - (0.45 * 128 + 0.55 * warm)), `${x}, ${c}`).toBeLessThan(2);
      }
    }
  });

  it('asks for the best 24 alone, each with its class and box', async () => {
    const best = detectionsOf(24).map(({ class: name, box }) => ({ class: name, box }));
    expect(await written('many', 30)).toEqual(best);
  });

  it('is not written where nothing was detected', async () => {
    await written('none', 0);
    expect((await readdir(folder)).filter((name) => name.startsWith('none'))).toEqual([]);
  });
});
