import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Raster } from '../../../../src/imaging/raster.js';
import { decodeImage, readImageSize } from '../../../../src/platform/node/decode.js';
import { noise } from '../../../support/noise.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const raw = ({ width, height, data }: Raster) => sharp(data, { raw: { width, height, channels: 3 } });
const solid = (width: number, height: number, background: object) =>
  sharp({ create: { width, height, channels: 4, background } });

/** A picture that a JPEG keeps well: smooth. */
function ramp(width: number, height: number): Raster {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.set([(255 * (i % width)) / width, (255 * Math.floor(i / width)) / height, 90], 3 * i);
  }
  return { width, height, data };
}

function largestDifference(a: Raster, b: Raster): number {
  expect([a.width, a.height, a.data.length]).toEqual([b.width, b.height, b.data.length]);
  return a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b.data[i])), 0);
}

describe('decodeImage', () => {
  it.each(['png', 'webp', 'tiff'] as const)('gives the exact pixels of a lossless %s', async (format) => {
    const picture = noise(17, 11);
    const bytes = await raw(picture).toFormat(format, { lossless: true, compression: 'lzw' }).toBuffer();
    expect(largestDifference(await decodeImage(bytes), picture)).toBe(0);
  });

  it('decodes a JPEG from a file and from its bytes alike', async () => {
    const bytes = await raw(ramp(64, 48)).jpeg({ quality: 95 }).toBuffer();
    const picture = await decodeImage(await file('ramp.jpg', bytes));
    expect(largestDifference(picture, ramp(64, 48))).toBeLessThanOrEqual(6);
    expect(largestDifference(await decodeImage(bytes), picture)).toBe(0);
  });

  it('sees a file that was rewritten under the same name', async () => {
    await file('twice.png', await solid(2, 2, { r: 255, g: 0, b: 0, alpha: 1 }).png().toBuffer());
    await decodeImage(join(folder, 'twice.png'));
    await file('twice.png', await solid(2, 2, { r: 0, g: 0, b: 255, alpha: 1 }).png().toBuffer());
    expect([...(await decodeImage(join(folder, 'twice.png'))).data.subarray(0, 3)]).toEqual([0, 0, 255]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns EXIF orientation %i upright', async (orientation) => {
    const stored = noise(5, 3);
    const bytes = await raw(stored).withMetadata({ orientation }).png().toBuffer();
    const upright = await decodeImage(bytes);
    // EXIF 2.3, tag 274: which stored pixel is shown at (x, y).
    const swaps = orientation >= 5;
    expect(upright).toMatchObject(swaps ? { width: 3, height: 5 } : { width: 5, height: 3 });
    const flipX = [2, 3, 7, 8].includes(orientation);
    const flipY = [3, 4, 6, 7].includes(orientation);
    for (let y = 0; y < upright.height; y++) {
      for (let x = 0; x < upright.width; x++) {
        const [column, row] = swaps ? [y, x] : [x, y];
        const from = 3 * ((flipY ? 2 - row : row) * 5 + (flipX ? 4 - column : column));
        const to = 3 * (y * upright.width + x);
        expect([...upright.data.subarray(to, to + 3)]).toEqual([...stored.data.subarray(from, from + 3)]);
      }
    }
    const { width, height } = upright;
    expect(await readImageSize(await file(`upright-${orientation}.png`, bytes))).toEqual({ width, height });
  });

  it('makes three equal channels of grey', async () => {
    const grey = Uint8Array.of(0, 7, 200, 255);
    const bytes = await sharp(grey, { raw: { width: 4, height: 1, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect([...(await decodeImage(bytes)).data]).toEqual([...grey].flatMap((value) => [value, value, value]));
  });

  it.each([
    ['rgb16', 3],
    ['grey16', 1],
  ] as const)('cuts 16 bits to the upper 8: %s', async (space, channels) => {
    const levels = Uint16Array.of(0, 255, 256, 32767, 32768, 65535);
    const values = channels === 1 ? levels : Uint16Array.from(levels, (_, i) => levels[i]);
    const width = values.length / channels;
    const bytes = await sharp(values, { raw: { width, height: 1, channels } })
      .toColourspace(space)
      .png()
      .toBuffer();
    expect((await sharp(bytes).metadata()).depth).toBe('ushort');
    const expected = [0, 0, 1, 127, 128, 255].flatMap((v) => (channels === 1 ? [v, v, v] : [v]));
    expect([...(await decodeImage(bytes)).data]).toEqual(expected);
  });

  it.each([
    ['opaque', 1, [200, 0, 40]],
    ['half', 128 / 255, [227, 127, 147]],
    ['clear', 0, [255, 255, 255]],
  ])('lays alpha over white: %s', async (_, alpha, expected) => {
    const bytes = await solid(3, 2, { r: 200, g: 0, b: 40, alpha }).png().toBuffer();
    const { data } = await decodeImage(bytes);
    for (let c = 0; c < 3; c++) expect(Math.abs(data[c] - expected[c])).toBeLessThanOrEqual(1);
  });

  it('lays grey with alpha over white, in 16 bits too', async () => {
    const values = Uint16Array.of(0, 0, 65535, 65535);
    const bytes = await sharp(values, { raw: { width: 2, height: 1, channels: 2 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect([...(await decodeImage(bytes)).data]).toEqual([255, 255, 255, 255, 255, 255]);
  });

  it('reads a palette', async () => {
    const picture = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    const bytes = await raw(picture).png({ palette: true }).toBuffer();
    expect(largestDifference(await decodeImage(bytes), picture)).toBeLessThanOrEqual(1);
  });

  it('converts CMYK to sRGB', async () => {
    const bytes = await solid(8, 8, { r: 180, g: 120, b: 110, alpha: 1 })
      .removeAlpha()
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const { data } = await decodeImage(bytes);
    // There and back through a print profile, in a colour that can be printed; inverted inks, the usual mistake, would be off by
    // more than 50.
    for (const [c, value] of [180, 120, 110].entries()) {
      expect(Math.abs(data[c] - value)).toBeLessThanOrEqual(16);
    }
  });

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const frames = Uint8Array.from({ length: 3 * 4 * 8 }, (_, i) => (i < 3 * 4 * 4 ? 255 : 0));
    const bytes = await sharp(frames, { raw: { width: 4, height: 8, channels: 3, pageHeight: 4 } })
      .toFormat(format, { loop: 0, delay: [100, 100], lossless: true })
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    expect(await decodeImage(bytes)).toEqual({ width: 4, height: 4, data: Buffer.alloc(48, 255) });
    expect(await readImageSize(await file(`frames.${format}`, bytes))).toEqual({ width: 4, height: 4 });
  });

  it.each([
    [1, 1],
    [3, 4000],
    [4000, 3],
  ])('takes %i x %i', async (width, height) => {
    const picture = noise(width, height);
    expect(largestDifference(await decodeImage(await raw(picture).png().toBuffer()), picture)).toBe(0);
  });
});

describe('readImageSize', () => {
  it('is that of the upright picture, and takes little more than the header', async () => {
    const bytes = await raw(noise(5, 3)).withMetadata({ orientation: 6 }).png().toBuffer();
    expect(await readImageSize(await file('stored.png', bytes))).toEqual({ width: 3, height: 5 });
    await expect(readImageSize(await file('stored.svg', '<svg width="5" height="3"/>'))).rejects.toThrow(
      'vector',
    );
    await expect(readImageSize(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'of a %s that was rewritten is the new one',
    async (format) => {
      for (const width of [10, 20]) {
        const bytes = await raw(noise(width, 8)).toFormat(format).toBuffer();
        expect(await readImageSize(await file(`rewritten.${format}`, bytes))).toEqual({ width, height: 8 });
      }
    },
  );

  it('refuses what is no image, and what is not there', async () => {
    await expect(readImageSize(await file('words.jpg', 'words'))).rejects.toMatchObject({
      code: 'bad-image',
      message: expect.stringContaining('words.jpg'),
    });
    await expect(readImageSize(join(folder, 'absent'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
