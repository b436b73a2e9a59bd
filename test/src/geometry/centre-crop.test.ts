import { describe, expect, it } from 'vitest';
import { centreCrop } from '../../../src/geometry/centre-crop.js';

describe('the centre crop', () => {
  it('is the middle 224 of a shorter side of 256', () => {
    expect(centreCrop({ width: 512, height: 256 })).toEqual({ x1: 144, y1: 16, x2: 368, y2: 240 });
    expect(centreCrop({ width: 256, height: 512 })).toEqual({ x1: 16, y1: 144, x2: 240, y2: 368 });
  });

  it('is the largest square with share 1', () => {
    expect(centreCrop({ width: 500, height: 300 }, 1)).toEqual({ x1: 100, y1: 0, x2: 400, y2: 300 });
  });
});
