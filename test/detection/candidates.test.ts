import { describe, expect, it } from 'vitest';
import { Candidates } from '../../detection/candidates.js';
import { Boxes } from '../../src/geometry/boxes.js';

const size = { width: 100, height: 100 };
const square = (x1: number) => ({ x1, y1: 0, x2: x1 + 20, y2: 20 });

/** One region of one class. */
function kept(score: number, delta: readonly number[]): number {
  const candidates = new Candidates(1, { size, scoreFloor: 0.5 });
  candidates.add({
    boxes: Boxes.from([square(10)]),
    scores: Float32Array.of(score),
    deltas: Float32Array.from(delta),
  });
  return candidates.ofClass(0).scores.length;
}

describe('candidates', () => {
  it.each([
    ['a score of NaN', Number.NaN, [0, 0, 0, 0]],
    ['a place that is NaN', 0.9, [Number.NaN, 0, 0, 0]],
    ['a size that is NaN', 0.9, [0, 0, 0, Number.NaN]],
    ['an infinite place', 0.9, [Number.POSITIVE_INFINITY, 0, 0, 0]],
    ['a box outside the image', 0.9, [10, 0, 0, 0]],
    ['a score below the floor', 0.49, [0, 0, 0, 0]],
  ])('drop %s', (_, score, delta) => {
    expect(kept(score, delta)).toBe(0);
  });

  it('keep a score at the floor', () => {
    expect(kept(0.5, [0, 0, 0, 0])).toBe(1);
  });

  it('know their proposals across batches', () => {
    const candidates = new Candidates(2, { size, scoreFloor: 0.1 });
    const batch = (scores: number[]) => ({
      boxes: Boxes.from([square(0), square(40)]),
      scores: Float32Array.from(scores),
      deltas: new Float32Array(16),
    });
    candidates.add(batch([0.9, 0, 0, 0.5]));
    candidates.add(batch([0, 0, 0.8, 0.4]));
    expect([...candidates.ofClass(0).proposals]).toEqual([0, 3]);
    expect([...candidates.ofClass(1).proposals]).toEqual([1, 3]);
  });
});
