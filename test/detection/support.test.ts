import { describe, expect, it } from 'vitest';
import { supported } from '../../detection/support.js';
import { Boxes } from '../../src/geometry/boxes.js';

const square = (x1: number) => ({ x1, y1: 0, x2: x1 + 80, y2: 80 });
const of = (rows: readonly (readonly [x: number, score: number])[], regions = 150) =>
  supported(
    Boxes.from(rows.map(([x]) => square(x))),
    Float32Array.from(rows, ([, score]) => score),
    regions,
  );

describe('a score with the support of the boxes around it', () => {
  it('is the geometric mean of the score and S / (S + 4)', () => {
    const [first, second, alone] = of([
      [0, 0.75],
      [10, 0.25],
      [300, 0.5],
    ]);
    expect(first).toBeCloseTo(Math.sqrt(0.75 * (1 / 5)), 6);
    expect(second).toBeCloseTo(Math.sqrt(0.25 * (1 / 5)), 6);
    expect(alone).toBeCloseTo(Math.sqrt(0.5 * (0.5 / 4.5)), 6);
  });

  it('comes from boxes at IoU exactly 0.6, and from none below', () => {
    // Moved by 20 of 80 the IoU is 60 / 100; by 21 it is 59 / 101.
    const [at] = of([
      [0, 0.5],
      [20, 0.5],
    ]);
    const [below] = of([
      [0, 0.5],
      [21, 0.5],
    ]);
    expect(at).toBeCloseTo(Math.sqrt(0.5 * (1 / 5)), 6);
    expect(below).toBeCloseTo(Math.sqrt(0.5 * (0.5 / 4.5)), 6);
  });

  it('puts a box that many likely ones share before a surer one by itself', () => {
    const many = Array.from({ length: 9 }, (_, i) => [i, 0.6] as const);
    const worth = of([[300, 0.9], ...many]);
    expect(worth[0]).toBeLessThan(worth[1]!);
  });

  it('is asked for in proportion where the network looked at fewer than 150 regions', () => {
    const [alone] = of([[0, 0.5]], 15);
    expect(alone).toBeCloseTo(Math.sqrt(0.5 * (0.5 / 0.9)), 6);
    expect(of([[0, 0.5]], 500)).toEqual(of([[0, 0.5]]));
  });

  it('neither comes from below the floor nor lifts above it', () => {
    const [above, below] = of([
      [0, 0.5],
      [0, 0.009],
    ]);
    expect(above).toBeCloseTo(Math.sqrt(0.5 * (0.5 / 4.5)), 6);
    expect(below).toBeCloseTo(0.009, 6);
  });

  it('stays within 0 and 1', () => {
    const worth = of([...Array.from({ length: 50 }, () => [0, 1] as const), [300, 0]]);
    expect(Math.max(...worth)).toBeLessThan(1);
    expect(worth[50]).toBe(0);
  });
});
