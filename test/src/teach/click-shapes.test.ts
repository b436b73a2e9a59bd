import { expect, it } from 'vitest';
import { closerAround, shapesAround } from '../../../src/teach/click-shapes.js';

const size = { width: 500, height: 375 };

it('shapes around a click are many, different, inside the photograph and around the click', () => {
  const point = { x: 250, y: 180 };
  const shapes = shapesAround(point, size).toArray();
  expect(shapes.length).toBeGreaterThan(50);
  expect(new Set(shapes.map((box) => Object.values(box).join())).size).toBe(shapes.length);
  for (const { x1, y1, x2, y2 } of shapes) {
    expect(Math.min(x1, y1, size.width - x2, size.height - y2)).toBeGreaterThanOrEqual(0);
    expect(x1 < point.x && point.x < x2 && y1 < point.y && point.y < y2).toBe(true);
  }
});

it('small things have their shapes: any box of 16 to 200 pixels in the middle has a near one', () => {
  const shapes = shapesAround({ x: 250, y: 180 }, size).toArray();
  for (const side of [16, 25, 60, 130, 200]) {
    for (const ratio of [0.4, 0.8, 1.2, 2.5]) {
      const [width, height] = [side * Math.sqrt(ratio), side / Math.sqrt(ratio)];
      const overlaps = shapes.map(({ x1, y1, x2, y2 }) => {
        const both = Math.min(width, x2 - x1) * Math.min(height, y2 - y1);
        return both / (width * height + (x2 - x1) * (y2 - y1) - both);
      });
      expect(Math.max(...overlaps), `${side} ${ratio}`).toBeGreaterThan(0.7);
    }
  }
});

it('shapes grow with the photograph', () => {
  const [small] = shapesAround({ x: 250, y: 180 }, size);
  const [large] = shapesAround({ x: 1000, y: 720 }, { width: 2000, height: 1500 });
  expect(large!.x2 - large!.x1).toBeCloseTo(4 * (small!.x2 - small!.x1), 2);
});

it('a shape of which the edge would cut off much is left out', () => {
  const corner = shapesAround({ x: 10, y: 10 }, size).toArray();
  expect(corner.length).toBeGreaterThan(0);
  expect(Math.max(...corner.map(({ x2, y2 }) => Math.max(x2, y2)))).toBeLessThan(60);
});

it('small shapes lie in the half of the photograph around the click, at its edges too', () => {
  for (const point of [
    { x: 250, y: 180 },
    { x: 12, y: 360 },
    { x: 488, y: 14 },
  ]) {
    const { part, shapes } = closerAround(point, size);
    expect([part.x2 - part.x1, part.y2 - part.y1]).toEqual([250, 188]);
    expect([part.x1, part.y1].every(Number.isInteger)).toBe(true);
    expect(Math.min(part.x1, part.y1, size.width - part.x2, size.height - part.y2)).toBeGreaterThanOrEqual(0);
    expect(shapes.length).toBeGreaterThan(0);
    const own = shapesAround(point, size).toArray();
    for (const { x1, y1, x2, y2 } of shapes.toArray()) {
      const [x, y] = [point.x - part.x1, point.y - part.y1];
      expect(x1 <= x && x <= x2 && y1 <= y && y <= y2).toBe(true);
      expect(Math.sqrt((x2 - x1) * (y2 - y1))).toBeLessThan(61);
      // The same shapes as those of the whole photograph, but for how they are rounded.
      const near = own.map((box) => Math.abs(box.x1 - x1 - part.x1) + Math.abs(box.y2 - y2 - part.y1));
      expect(Math.min(...near)).toBeLessThan(1e-3);
    }
  }
});

it('a photograph of one pixel has no small shapes, and no part outside', () => {
  const { part, shapes } = closerAround({ x: 0.5, y: 0.5 }, { width: 1, height: 1 });
  expect(part).toEqual({ x1: 0, y1: 0, x2: 1, y2: 1 });
  expect(shapes.length).toBe(0);
});
