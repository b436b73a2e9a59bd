import { describe, expect, it } from 'vitest';
import { Boxes } from '../../../src/geometry/boxes.js';
import { asProposed, worthAnotherLook } from '../../../src/teach/object-boxes.js';

const box = (x1: number, y1: number, x2: number, y2: number) => ({ x1, y1, x2, y2 });

describe('boxes worth another look', () => {
  it('differ from every likelier one: from an IoU of 0.8 on they are the same', () => {
    const best = { box: box(0, 0, 100, 100), score: 0.9 };
    const same = { box: box(0, 0, 80, 100), score: 0.8 };
    const other = { box: box(0, 0, 79, 100), score: 0.7 };
    expect([...worthAnotherLook([best, same, other])]).toEqual([best.box, other.box]);
  });

  it('are 128 at most, the likeliest', () => {
    const found = Array.from({ length: 200 }, (_, i) => ({
      box: box(10 * i, 0, 10 * i + 10, 10),
      score: 1 - i / 200,
    }));
    const again = worthAnotherLook(found);
    expect(again.length).toBe(128);
    expect(again.at(127)).toEqual(found[127]!.box);
  });
});

it('without a detector the order of the search stands for a score', () => {
  const [first, second] = asProposed(Boxes.from([box(0, 0, 9, 9), box(1, 1, 5, 5)]));
  expect(first!.box).toEqual(box(0, 0, 9, 9));
  expect(first!.score).toBeGreaterThan(second!.score);
});
