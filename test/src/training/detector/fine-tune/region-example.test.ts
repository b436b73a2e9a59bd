import { describe, expect, it } from 'vitest';
import { decodeBox } from '../../../../../detection/box-coding.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import { DELTA_UNITS, regionExample } from '../../../../../src/training/detector/fine-tune/region-example.js';
import { fineTuneSettings } from '../../../../../src/training/detector/fine-tune/settings.js';
import { viewImage } from '../../../../../src/training/detector/fine-tune/view.js';

const preprocessing = { channelOrder: 'bgr', mean: [10, 20, 30] } as const;

/** Left half red (200, 0, 0), right half blue (0, 0, 100); 80 x 40. */
const raster = {
  width: 80,
  height: 40,
  data: Uint8Array.from({ length: 3 * 80 * 40 }, (_, i) => {
    const left = Math.floor(i / 3) % 80 < 40;
    return i % 3 === 0 && left ? 200 : i % 3 === 2 && !left ? 100 : 0;
  }),
};

describe('a view of a photograph', () => {
  const scale = { shortSide: 40, longSide: 1000 };
  const at = (view: ReturnType<typeof viewImage>, x: number, y: number) =>
    [0, 1, 2].map((c) => view.image[(c * view.height + y) * view.width + x]);

  it.each([
    ['the photograph in the upper left corner', false, [0, 0], [-10, -20, 170]],
    ['its right half', false, [79, 39], [90, -20, -30]],
    ['mirrored, still in that corner', true, [0, 0], [90, -20, -30]],
    ['mirrored, its left half on the right', true, [79, 39], [-10, -20, 170]],
    ['the mean right of it', false, [80, 0], [0, 0, 0]],
    ['the mean right of it, mirrored', true, [80, 0], [0, 0, 0]],
    ['the mean below it', false, [0, 40], [0, 0, 0]],
  ])('%s', (_, mirror, [x, y], bgr) => {
    const view = viewImage(raster, { scale, mirror }, preprocessing);
    expect([view.width, view.height]).toEqual([96, 64]); // 80 and 40 rounded up to multiples of 32
    expect(at(view, x!, y!)).toEqual(bgr);
  });

  it.each([
    ['scaled', false, { x1: 20, y1: 0, x2: 40, y2: 80 }],
    ['scaled and mirrored', true, { x1: 120, y1: 0, x2: 140, y2: 80 }],
  ])('boxes are %s with it', (_, mirror, expected) => {
    const view = viewImage(raster, { scale: { shortSide: 80, longSide: 1000 }, mirror }, preprocessing);
    expect(view.toInput({ x1: 10, y1: 0, x2: 20, y2: 40 })).toEqual(expected);
  });

  it('distortions leave the mean where the photograph ends', () => {
    const distortion = {
      steps: [{ kind: 'brightness' as const, factor: 0.5 }],
      lighting: [5, 5, 5] as const,
    };
    const view = viewImage(raster, { scale, mirror: false, distortion }, preprocessing);
    expect(at(view, 80, 0)).toEqual([0, 0, 0]);
    expect(at(view, 0, 0)).toEqual([5 - 10, 5 - 20, 105 - 30]);
  });
});

describe('an example', () => {
  const object = { x1: 10, y1: 5, x2: 50, y2: 35 };
  const truth = {
    boxes: Boxes.from([object, { x1: 60, y1: 0, x2: 80, y2: 40 }]),
    classes: Int32Array.of(4, 7),
    difficult: Uint8Array.of(0, 1),
  };
  const proposals = Boxes.from([
    { x1: 12, y1: 5, x2: 52, y2: 33 },
    { x1: 60, y1: 0, x2: 80, y2: 40 },
    { x1: 0, y1: 0, x2: 8, y2: 8 },
  ]);
  const settings = fineTuneSettings({ scales: [80], foreground: 1 });
  const make = (seed: number) =>
    regionExample({ raster, truth, proposals }, { settings, preprocessing, random: keyedStream(seed) });

  it.each([1, 2, 3, 4])('leads every region on an object to it, mirrored or not (stream %i)', (seed) => {
    const { regions, labels, targets, image, width } = make(seed);
    expect([...labels].sort()).toEqual([0, 5, 5]); // the object itself and the first proposal; none on the difficult one
    const mirrored = image[2 * width * 96] !== 170 && image[0] === 90;
    const goal = mirrored ? { x1: 60, y1: 10, x2: 140, y2: 70 } : { x1: 20, y1: 10, x2: 100, y2: 70 };
    for (const [s, label] of labels.entries()) {
      if (label === 0) continue;
      const [x1, y1, x2, y2] = regions.subarray(4 * s, 4 * s + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      const [dx, dy] = [(x2 - x1) / 14, (y2 - y1) / 14]; // 7/6 of the region: a fourteenth of it on each side
      const region = { x1: x1 + dx, y1: y1 + dy, x2: x2 - dx, y2: y2 - dy };
      const [a, b, c, d] = [...targets.subarray(4 * s, 4 * s + 4)].map((value, i) => value * DELTA_UNITS[i]!);
      const found = decodeBox(region, { dx: a!, dy: b!, dw: c!, dh: d! });
      for (const side of ['x1', 'y1', 'x2', 'y2'] as const) expect(found[side]).toBeCloseTo(goal[side], 3);
    }
  });

  it('has what somebody said is no object as background', () => {
    const background = Boxes.from([{ x1: 60, y1: 2, x2: 66, y2: 8 }]);
    const two = fineTuneSettings({ scales: [80], regions: 2, foreground: 0.5, context: 1 });
    const given = { settings: two, preprocessing, random: keyedStream(1) };
    const example = regionExample({ raster, truth: { ...truth, background }, proposals }, given);
    expect([...example.labels]).toEqual([5, 0]);
    // Twice as large; or mirrored, too.
    const boxes = [
      [120, 4, 132, 16],
      [28, 4, 40, 16],
    ];
    expect(boxes).toContainEqual([...example.regions.subarray(4)]);
  });

  it('the same stream makes the same bytes, others mirror others', () => {
    expect(make(1)).toEqual(make(1));
    const first = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => make(seed).image[0]);
    expect(new Set(first).size).toBe(2); // red's or blue's corner
  });
});
