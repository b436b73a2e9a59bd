import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inlineThumbnail } from '../../../src/pictures/thumbnail.js';

/** Left half black, right half white. */
const raster = {
  width: 200,
  height: 100,
  data: Uint8Array.from({ length: 200 * 100 * 3 }, (_, i) => ((i / 3) % 200 < 100 ? 0 : 255)),
};

describe('inlineThumbnail', () => {
  it('cuts the view and shrinks it to fit', async () => {
    const { uri } = await inlineThumbnail(
      raster,
      { width: 48, height: 36 },
      { x1: 100, y1: 0, x2: 200, y2: 100 },
    );
    const jpeg = Buffer.from(uri.split(',')[1]!, 'base64');
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([36, 36]);
    expect(Math.min(...data)).toBeGreaterThan(240);
  });

  it('never enlarges', async () => {
    const { uri } = await inlineThumbnail(
      raster,
      { width: 48, height: 36 },
      { x1: 0, y1: 0, x2: 20, y2: 10 },
    );
    const jpeg = Buffer.from(uri.split(',')[1]!, 'base64');
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 20, height: 10 });
  });
});
