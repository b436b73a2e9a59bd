import { describe, expect, it } from 'vitest';
import { explainObject } from '../../../proposals/selective-search/explain-object.js';
import {
  explainSelectiveSearch,
  selectiveSearch,
} from '../../../proposals/selective-search/selective-search.js';
import { labelsAt } from '../../../proposals/selective-search/tree-level.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { randomStream } from '../../../src/random/seeded-stream.js';

type Paint = (x: number, y: number) => readonly [number, number, number];

function raster(width: number, height: number, paint: Paint): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++) data.set(paint(p % width, Math.floor(p / width)), 3 * p);
  return { width, height, data };
}

function noise(seed: number): Paint {
  const random = randomStream(seed);
  return () => [255 * random(), 255 * random(), 255 * random()];
}

/** A red rectangle, x 40 to 90 and y 20 to 70, on green. */
const twoColors = raster(160, 120, (x, y) =>
  x >= 40 && x < 90 && y >= 20 && y < 70 ? [220, 30, 30] : [40, 160, 60],
);

const images = [
  ['noise', raster(120, 80, noise(1))],
  ['one pixel', raster(1, 1, () => [9, 9, 9])],
  ['3 x 4000', raster(3, 4000, (_, y) => [y % 256, 0, 0])],
  ['4000 x 3', raster(4000, 3, noise(2))],
  ['constant', raster(64, 48, () => [128, 128, 128])],
  ['16 x 16', raster(16, 16, noise(3))],
  ['grey', raster(90, 70, (x, y) => [x + y, x + y, x + y])],
  ['two colours', twoColors],
  ['larger than is searched', raster(900, 700, (x, y) => [(x >> 5) * 8, (y >> 5) * 9, 77])],
] as const;

describe.each(images)('%s', (_, image) => {
  it('has boxes inside the image, none twice, the whole image among them', async () => {
    const boxes = await selectiveSearch(image, { threads: 0, count: 100_000 });
    const keys = boxes.toArray().map(({ x1, y1, x2, y2 }) => {
      expect(x1 >= 0 && y1 >= 0 && x1 < x2 && y1 < y2 && x2 <= image.width && y2 <= image.height).toBe(true);
      return `${x1} ${y1} ${x2} ${y2}`;
    });
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain(`0 0 ${image.width} ${image.height}`);
  });

  it('has boxes inside the image, none twice, with stable regions as well', async () => {
    const options = { threads: 0, count: 100_000, preset: 'single', stableRegions: true } as const;
    const boxes = (await selectiveSearch(image, options)).toArray();
    const inside = boxes.filter(
      ({ x1, y1, x2, y2 }) =>
        x1 >= 0 && y1 >= 0 && x1 < x2 && y1 < y2 && x2 <= image.width && y2 <= image.height,
    );
    expect(inside.length).toBe(boxes.length);
    expect(new Set(boxes.map(({ x1, y1, x2, y2 }) => `${x1} ${y1} ${x2} ${y2}`)).size).toBe(boxes.length);
  });

  it('has merge trees whose root is the whole image', async () => {
    const { hierarchies, searched } = await explainSelectiveSearch(image, { threads: 0 });
    for (const { box, size, tree } of hierarchies) {
      expect([...box.slice(-4)]).toEqual([0, 0, searched.width, searched.height]);
      expect(size.at(-1)).toBe(searched.width * searched.height);
      expect(size.length).toBe(2 * tree.segments - 1);
    }
  });
});

it('finds the one object of a picture of two colours exactly', async () => {
  const boxes = await selectiveSearch(twoColors, { threads: 0, preset: 'single' });
  expect(boxes.toArray()).toContainEqual({ x1: 40, y1: 20, x2: 90, y2: 70 });
});

it("gives the same bytes for the same seed, and another of the paper's order for another", async () => {
  const image = raster(120, 80, noise(4));
  const order = 'paper' as const;
  const first = await selectiveSearch(image, { threads: 0, order, seed: 7 });
  const again = await selectiveSearch(image, { threads: 0, order, seed: 7 });
  expect(again.coordinates).toEqual(first.coordinates);
  const other = await selectiveSearch(image, { threads: 0, order, seed: 8 });
  expect(other.coordinates).not.toEqual(first.coordinates);
});

it('orders the same boxes in both ways', async () => {
  const image = raster(120, 80, noise(8));
  const sorted = async (order: 'learned' | 'paper') =>
    (await selectiveSearch(image, { threads: 0, order, count: 100_000 }))
      .toArray()
      .map(({ x1, y1, x2, y2 }) => `${x1} ${y1} ${x2} ${y2}`)
      .sort();
  expect(await sorted('learned')).toEqual(await sorted('paper'));
});

it('does not depend on the number of threads', async () => {
  const image = raster(120, 80, noise(5));
  const options = { stableRegions: true };
  const alone = await selectiveSearch(image, { ...options, threads: 0 });
  for (const threads of [1, 2]) {
    expect((await selectiveSearch(image, { ...options, threads })).coordinates).toEqual(alone.coordinates);
  }
});

/** Rods 10 pixels wide on a grainy ground: segments, of at least 100 pixels, run into each other. */
const rods = (() => {
  const grain = noise(11);
  return raster(200, 150, (x, y) => {
    const rod = x >= 60 && x < 70 && y >= 40 && y < 120;
    return grain(x, y).map((level) => (rod ? 90 : 170) + level / 6) as [number, number, number];
  });
})();

it('says which stable region is nearest to an object, and from which channel', async () => {
  const rod = { x1: 60, y1: 40, x2: 70, y2: 120 };
  const search = await explainSelectiveSearch(rods, { threads: 0, preset: 'single', stableRegions: true });
  expect(search.stable.map(({ colorSpace, channel }) => `${colorSpace} ${channel}`)).toEqual([
    'hsv 1',
    'lab 0',
  ]);
  const { stable } = explainObject(search, rod, rods);
  expect(stable).toMatchObject({ colorSpace: 'lab', channel: 0 });
  // The ground's darkest pixel beside it may be within.
  expect(stable!.iou).toBeGreaterThan(0.85);
  const without = await explainSelectiveSearch(rods, { threads: 0, preset: 'single', stableRegions: false });
  expect(without.stable).toEqual(without.stable.filter(({ size }) => size.length === 0));
  expect(explainObject(without, rod, rods).stable).toBeUndefined();
});

it('numbers a stable region by its set, after the hierarchies', async () => {
  const search = await explainSelectiveSearch(rods, { threads: 0, preset: 'single', stableRegions: true });
  const { from, hierarchies, stable, boxes } = search;
  const entry = [...from.set].findIndex((set) => set >= hierarchies.length);
  expect(entry).toBeGreaterThanOrEqual(0);
  const { box } = stable[from.set[entry]! - hierarchies.length]!;
  const at = 4 * from.index[entry]!;
  const [x1, y1, x2, y2] = box.subarray(at, at + 4);
  expect(boxes.at(entry)).toEqual({ x1, y1, x2, y2 });
});

it('returns the best `count` boxes, the first of a longer list', async () => {
  const image = raster(120, 80, noise(6));
  const all = await selectiveSearch(image, { threads: 0 });
  const some = await selectiveSearch(image, { threads: 0, count: 5 });
  expect(some.toArray()).toEqual(all.toArray().slice(0, 5));
});

it.each([
  ['an unknown preset', { preset: 'best' as 'fast' }, /preset/],
  ['no boxes', { count: 0 }, /count/],
  ['an unknown colour space', { colorSpaces: ['cmyk' as 'hsv'] as ['hsv'] }, /colorSpaces/],
  ['a scale below the smallest', { ks: [9] as [number] }, /ks/],
])('refuses %s', async (_, options, message) => {
  await expect(selectiveSearch(twoColors, options)).rejects.toThrow(message);
});

it('refuses more segments than pairs of them can be told apart', async () => {
  // Tiles of 4 x 4 pixels, none next to one of its colour.
  const image = raster(1200, 1200, (x, y) => [255 * ((x >> 2) & 1), 255 * ((y >> 2) & 1), 0]);
  const search = selectiveSearch(image, { preset: 'single', ks: [10], maxPixels: 2_000_000, threads: 0 });
  await expect(search).rejects.toThrow(/at most 65535 segments, but 1200 x 1200 pixels have \d+/);
});

it('refuses a raster whose bytes do not fit its size', async () => {
  await expect(selectiveSearch({ width: 4, height: 4, data: new Uint8Array(47) })).rejects.toThrow(
    /47 bytes/,
  );
});

it('explains where the nearest box of an object came from', async () => {
  const search = await explainSelectiveSearch(twoColors, { threads: 0 });
  const found = explainObject(search, { x1: 40, y1: 20, x2: 90, y2: 70 }, twoColors);
  expect(found).toMatchObject({ iou: 1, reason: 'found', region: { iou: 1 } });
  const half = explainObject(search, { x1: 40, y1: 20, x2: 60, y2: 70 }, twoColors);
  expect(half.reason).toBe('crosses a segment border');
  expect(half.union.iou).toBe(half.region.iou);
});

it('proves by a union of segments that a better box was possible', async () => {
  // Two far apart squares of one colour; the background merges in before they meet.
  const squares = raster(160, 120, (x, y) =>
    y >= 40 && y < 80 && ((x >= 20 && x < 60) || (x >= 90 && x < 130)) ? [220, 30, 30] : [40, 160, 60],
  );
  const search = await explainSelectiveSearch(squares, { threads: 0 });
  const both = explainObject(search, { x1: 20, y1: 40, x2: 130, y2: 80 }, squares);
  expect(both.reason).toBe('merged otherwise');
  expect(both.union).toMatchObject({ iou: 1, box: { x1: 20, y1: 40, x2: 130, y2: 80 } });
});

/** Segments merge edges of equal weight in scan order, so an image with many has another set when mirrored. */
it('gives mirrored boxes for a mirrored image, but for edges of equal weight', async () => {
  const mirrored = raster(
    160,
    120,
    (x, y) =>
      [0, 1, 2].map((c) => twoColors.data[3 * (160 * y + 159 - x) + c]) as unknown as readonly [
        number,
        number,
        number,
      ],
  );
  const boxesOf = async (image: Raster, flip: boolean) =>
    (await selectiveSearch(image, { threads: 0, count: 100_000 }))
      .toArray()
      .map(({ x1, y1, x2, y2 }) => (flip ? [160 - x2, y1, 160 - x1, y2] : [x1, y1, x2, y2]).join(' '))
      .sort();
  expect(await boxesOf(mirrored, true)).toEqual(await boxesOf(twoColors, false));
});

it('cuts a merge tree at any number of regions', async () => {
  const search = await explainSelectiveSearch(raster(120, 80, noise(7)), { threads: 0 });
  const { tree, labels } = search.hierarchies[0];
  for (const regions of [1, 2, tree.segments]) {
    expect(new Set(labelsAt(tree, labels!, regions)).size).toBe(regions);
  }
});
