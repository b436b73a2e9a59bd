import { expect, it } from 'vitest';
import { shapesAround } from '../../../src/teach/click-shapes.js';

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
