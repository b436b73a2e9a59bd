import { describe, expect, it } from 'vitest';
import { centreCrop } from '../../../src/geometry/centre-crop.js';
import { drawEvidence, nearby } from '../../../src/pictures/evidence.js';

const photograph = (width: number, height: number) => ({
  ...{ width, height },
  data: Uint8Array.from({ length: 3 * width * height }, (_, i) => Math.floor(i / 3) % width),
});
const mapOf = (box: { x1: number; y1: number; x2: number; y2: number }, value = 1) => ({
  ...{ width: 1, height: 1, values: Float32Array.of(value), bias: 0, box },
});

describe('the evidence on a photograph', () => {
  it.each<[string, number, number, number, number]>([
    ['all of a landscape', 160, 120, 160, 120],
    ['all of one four times as wide as high', 160, 40, 160, 40],
    ['of a thin one what is near the crop', 250, 20, 88, 20],
    ['of a narrow one, too', 20, 250, 20, 88],
  ])('is drawn on %s', async (_what, width, height, wide, high) => {
    const raster = photograph(width, height);
    const map = mapOf(centreCrop(raster));
    const drawn = await drawEvidence(raster, map);
    expect([drawn.width, drawn.height]).toEqual([wide, high]);
  });

  it('stays where it was when the photograph is cut', () => {
    const raster = photograph(250, 20);
    const whole = mapOf({ x1: 116.25, y1: 1.25, x2: 133.75, y2: 18.75 });
    const { raster: part, map } = nearby(raster, whole);
    const left = whole.box.x1 - map.box.x1;
    expect([part.data[0], map.box.y1, map.box.x2 - map.box.x1]).toEqual([left, 1.25, 17.5]);
  });

  it('has a caption below where there is none', async () => {
    const raster = photograph(160, 120);
    expect((await drawEvidence(raster, mapOf(centreCrop(raster), -1))).height).toBeGreaterThan(120);
  });
});
