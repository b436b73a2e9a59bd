import { describe, expect, it } from 'vitest';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import { sampleTrainingRegions } from '../../../../../src/training/detector/fine-tune/sample-training-regions.js';
import type { ImageTruth } from '../../../../../src/training/detector/label-regions.js';

/** A strip 100 wide and `height` high: as a candidate for an object of 100 x 100, its IoU is height / 100. */
const strip = (height: number, x = 0) => ({ x1: x, y1: 0, x2: x + 100, y2: height });

function truthOf(
  ...objects: readonly { box: ReturnType<typeof strip>; class: number; difficult?: 1 }[]
): ImageTruth {
  return {
    boxes: Boxes.from(objects.map(({ box }) => box)),
    classes: Int32Array.from(objects, (object) => object.class),
    difficult: Uint8Array.from(objects, ({ difficult = 0 }) => difficult),
  };
}

const options = (changes: object = {}) => ({
  ...{ regions: 8, foreground: 0.25, near: 0.8, random: keyedStream(1) },
  ...changes,
});

describe('what a region is an example of', () => {
  const truth = truthOf({ box: strip(100), class: 3 });
  it.each([
    ['of the object at exactly half', [strip(50)], [0]],
    ['of background just below half', [strip(49.9)], [-1]],
    ['of the object where it is the object', [strip(100)], [0]],
    ['of background far from everything', [strip(100, 500)], [-1]],
  ])('%s', (_, candidates, objects) => {
    const sampled = sampleTrainingRegions(Boxes.from(candidates), truth, options({ foreground: 1 }));
    expect(sampled).toEqual([{ region: 0, object: objects[0] }]);
  });

  it('of the object that it overlaps most', () => {
    const two = truthOf({ box: strip(100), class: 1 }, { box: strip(60), class: 2 });
    const [sampled] = sampleTrainingRegions(Boxes.from([strip(62)]), two, options());
    expect(sampled).toEqual({ region: 0, object: 1 });
  });

  it.each([
    ['nothing on a difficult object, IoU 0.3', strip(30), []],
    ['background beside one, IoU just below', strip(29.9), [-1]],
  ])('%s', (_, candidate, objects) => {
    const hard = truthOf({ box: strip(100), class: 1, difficult: 1 });
    const sampled = sampleTrainingRegions(Boxes.from([candidate]), hard, options());
    expect(sampled.map(({ object }) => object)).toEqual(objects);
  });

  it('the clear object where it overlaps that more than a difficult one', () => {
    const both = truthOf({ box: strip(100), class: 1 }, { box: strip(50), class: 2, difficult: 1 });
    const sampled = sampleTrainingRegions(Boxes.from([strip(90)]), both, options());
    expect(sampled.map(({ object }) => object)).toEqual([0]);
  });
});

describe('how many of which', () => {
  const truth = truthOf({ box: strip(100), class: 0 });
  const many = (height: number, count: number, x = 0) =>
    Array.from({ length: count }, () => strip(height, x));
  const kindsOf = (candidates: readonly ReturnType<typeof strip>[], changes: object = {}) => {
    const boxes = Boxes.from([...candidates]);
    const sampled = sampleTrainingRegions(boxes, truth, options({ regions: 20, ...changes }));
    expect(new Set(sampled.map(({ region }) => region)).size).toBe(sampled.length); // none twice
    const heights = sampled.map(({ region }) => (boxes.at(region).x1 > 0 ? 0 : boxes.at(region).y2));
    return [70, 20, 0].map((height) => heights.filter((own) => own === height).length);
  };
  const plenty = [...many(70, 50), ...many(20, 50), ...many(70, 50, 500)];
  it.each([
    ['a quarter on objects, four fifths of the rest near', plenty, {}, [5, 12, 3]],
    ['objects that are few leave their places to background', plenty.slice(48), {}, [2, 14, 4]],
    [
      'far ones fill in for near ones',
      [...many(70, 50), ...many(20, 2), ...many(70, 50, 500)],
      {},
      [5, 2, 13],
    ],
    [
      'near ones fill in for far ones',
      [...many(70, 50), ...many(20, 50), ...many(70, 1, 500)],
      {},
      [5, 14, 1],
    ],
    ['fewer where there are not as many', [...many(70, 1), ...many(20, 2)], {}, [1, 2, 0]],
    [
      'a quarter of what is learnt on objects, of more that are drawn',
      plenty,
      { candidates: 40 },
      [5, 28, 7],
    ],
    ['none on objects when none is wanted', plenty, { foreground: 0 }, [0, 16, 4]],
  ])('%s', (_, candidates, changes, kinds) => {
    expect(kindsOf(candidates, changes)).toEqual(kinds);
  });

  it('what somebody said is no object comes before other background, but not before objects', () => {
    const boxes = Boxes.from([...many(70, 50), ...many(20, 50), ...many(10, 3), ...many(70, 50, 500)]);
    const isRejected = (region: number) => region >= 100 && region < 103;
    const sampled = sampleTrainingRegions(boxes, truth, options({ regions: 20, isRejected }));
    const rejected = sampled.filter(({ region }) => isRejected(region));
    expect(rejected.map(({ object }) => object)).toEqual([-1, -1, -1]);
    expect(sampled.filter(({ object }) => object === 0)).toHaveLength(5);
    expect(sampled).toHaveLength(20);
  });

  it('the same stream draws the same ones, another stream others', () => {
    const drawn = (seed: number) =>
      sampleTrainingRegions(Boxes.from(plenty), truth, options({ random: keyedStream(seed) }));
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});
