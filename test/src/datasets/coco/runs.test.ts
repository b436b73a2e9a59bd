import { describe, expect, it } from 'vitest';
import { extentOfRuns, runsOf } from '../../../../src/datasets/coco/runs.js';
import { keyedStream } from '../../../../src/random/keyed-stream.js';

/** Masks as pycocotools 2 gives them: `mask.encode`, `mask.toBbox`, and the runs of the same pixels. */
const ELLIPSE = [
  ...[
    2070, 1, 52, 15, 43, 19, 39, 23, 36, 25, 34, 27, 33, 27, 32, 29, 32, 27, 33, 27, 34, 25, 36, 23, 39, 19,
    43,
  ],
  ...[15, 52, 1, 1889],
];
const masks: [string, string, number[], number, number[] | undefined][] = [
  ['an ellipse', 'fP21d1>G4L4M2N2O0O20N101N2N3L4L9B]i1', ELLIPSE, 60, [34, 16, 49, 45]],
  ['a run through an edge', '848', [8, 4, 8], 5, [1, 0, 3, 5]],
  ['two parts', 'Tm7j7f40Qoh2WHS]jM', [8100, 250, 150, 250, 91255, 1, 19994], 400, [20, 5, 251, 350]],
  ['the whole photograph', '0<', [0, 12], 3, [0, 0, 4, 3]],
  ['no pixel', '<', [12], 3, undefined],
];

describe('runs of a mask', () => {
  it.each(masks)('are read compressed, with their extent: %s', (_, text, runs, height, extent) => {
    expect(runsOf(text)).toEqual(runs);
    const box = extentOfRuns(runs, height);
    expect(box && [box.x1, box.y1, box.x2, box.y2]).toEqual(extent);
  });

  it('have the extent of their pixels, whatever they are', () => {
    const [width, height] = [7, 5];
    for (let seed = 0; seed < 50; seed++) {
      const random = keyedStream(3, seed);
      const share = random() ** 3;
      const pixels = Array.from({ length: width * height }, () => random() < share);
      const inside = [...pixels.keys()].filter((at) => pixels[at]);
      const [xs, ys] = [inside.map((at) => Math.floor(at / height)), inside.map((at) => at % height)];
      const expected = inside.length > 0 && {
        ...{ x1: Math.min(...xs), y1: Math.min(...ys) },
        ...{ x2: Math.max(...xs) + 1, y2: Math.max(...ys) + 1 },
      };
      expect(extentOfRuns(runsIn(pixels), height) ?? false).toEqual(expected);
    }
  });
});

function runsIn(pixels: readonly boolean[]): number[] {
  const runs = [0];
  pixels.forEach((inside, at) => {
    if (inside !== (pixels[at - 1] ?? false)) runs.push(0);
    runs[runs.length - 1]! += 1;
  });
  return runs;
}
