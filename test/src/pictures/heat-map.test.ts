import { describe, expect, it } from 'vitest';
import type { Raster } from '../../../src/imaging/raster.js';
import { drawHeatMap } from '../../../src/pictures/heat-map.js';

const grey: Raster = { width: 8, height: 4, data: new Uint8Array(8 * 4 * 3).fill(100) };
const whole = { x1: 0, y1: 0, x2: 8, y2: 4 };
/** Red of a pixel: it rises with the value. */
const red = ({ data, width }: Raster, x: number, y: number) => data[3 * (y * width + x)]!;

describe('drawHeatMap', () => {
  const rising = { width: 2, height: 1, values: Float32Array.from([0, 1]), box: whole };

  it('is warmer where the value is higher, without steps between cells', () => {
    const drawn = drawHeatMap(grey, rising);
    const row = Array.from({ length: 8 }, (_, x) => red(drawn, x, 1));
    expect(row).toEqual(row.toSorted((a, b) => a - b));
    expect(new Set(row.slice(2, 6)).size).toBe(4);
  });

  it('turns with the mirrored view that it belongs to', () => {
    const drawn = drawHeatMap(grey, { ...rising, mirror: true });
    expect(red(drawn, 0, 0)).toBeGreaterThan(red(drawn, 7, 0));
  });

  it('darkens what the view did not see', () => {
    const drawn = drawHeatMap(grey, { ...rising, box: { x1: 2, y1: 0, x2: 6, y2: 4 } });
    expect([red(drawn, 1, 0), red(drawn, 6, 0)]).toEqual([50, 50]);
  });

  it('shows no warmth where nothing speaks for the class', () => {
    const drawn = drawHeatMap(grey, { ...rising, values: Float32Array.from([-2, -1]) });
    expect(new Set(drawn.data.filter((_, i) => i % 3 === 0)).size).toBe(1);
  });

  it('keeps one scale over several maps', () => {
    const half = drawHeatMap(grey, { ...rising, values: Float32Array.from([1, 1]) }, { largest: 2 });
    const full = drawHeatMap(grey, { ...rising, values: Float32Array.from([2, 2]) }, { largest: 2 });
    expect(red(half, 4, 2)).toBeLessThan(red(full, 4, 2));
  });
});
