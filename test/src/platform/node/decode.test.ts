import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RcnnError } from '../../../../src/errors.js';
import type { Raster } from '../../../../src/imaging/raster.js';
import { DEFAULT_MAX_PIXELS, decodeImage, readImageSize } from '../../../../src/platform/node/decode.js';
import { noise } from '../../imaging/resampling-twin.js';

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

async function failure(source: string | Uint8Array, options?: object): Promise<RcnnError> {
  const error = await decodeImage(source, options).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(RcnnError);
  return error as RcnnError;
}

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

describe('decodeImage refuses', () => {
  it('a missing file, by name', async () => {
    const error = await failure(join(folder, 'absent.jpg'));
    expect(error.code).toBe('file-not-found');
    expect(error.message).toContain(join(folder, 'absent.jpg'));
  });

  it.each([
    ['a folder', async () => folder, /that is a folder/],
    [
      'a text file named .jpg',
      () => file('text.jpg', 'These are words.\n'),
      /is none or its header is damaged/,
    ],
    ['an empty file', () => file('empty.jpg', ''), /is empty \(0 bytes\)/],
    [
      'a vector image under another name',
      () =>
        file('drawing.jpg', '<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
      /is a vector image \(SVG\)/,
    ],
    [
      'a vector image in UTF-16',
      () => file('wide.svg', Buffer.from('\uFEFF<svg width="9" height="9"></svg>', 'utf16le')),
      /is a vector image \(SVG\)/,
    ],
    [
      'a vector image after a document type with entities',
      () => file('entities.svg', '<!DOCTYPE svg PUBLIC "a" "b" [<!ENTITY c "d>e">]>\n<svg/>'),
      /is a vector image \(SVG\)/,
    ],
    [
      'a page with a drawing in it',
      () => file('page.html', '<!DOCTYPE html>\n<html><body><svg width="9" height="9"></svg></body></html>'),
      /is none or its header is damaged/,
    ],
    [
      'a format of libvips alone',
      () => file('raw.v', Uint8Array.of(0x08, 0xf2, 0xa6, 0xb6, 0, 0)),
      /is none/,
    ],
    [
      'a header alone',
      () => file('head.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)),
      /damaged/,
    ],
  ])('%s, by name', async (_, make, message) => {
    const path = await make();
    const error = await failure(path);
    expect(error.code).toBe('bad-image');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
  });

  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('a truncated %s, by name', async (format) => {
    const whole = await raw(noise(80, 60)).toFormat(format).toBuffer();
    await expect(decodeImage(whole)).resolves.toMatchObject({ width: 80, height: 60 });
    const path = await file(`cut.${format}`, whole.subarray(0, whole.length >> 1));
    const error = await failure(path);
    expect(error.code).toBe('bad-image');
    expect(error.message).toContain(path);
  });

  it('a JPEG that lacks its last bytes', async () => {
    const whole = await raw(noise(80, 60)).jpeg().toBuffer();
    const error = await failure(whole.subarray(0, whole.length - 20), { name: 'upload 7' });
    expect(error.message).toMatch(/upload 7 \(80 x 60\) is truncated or damaged/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each([
    ['one byte of the last block', 3],
    ['a few blocks', 12],
  ])('a JPEG that lacks its end marker and %s', async (_, bytes) => {
    const whole = await raw(noise(80, 60)).jpeg().toBuffer();
    await expect(decodeImage(whole.subarray(0, -bytes))).rejects.toThrow('truncated or damaged');
  });

  it('a progressive JPEG without end marker: whether scans are missing too cannot be told', async () => {
    const whole = await raw(noise(80, 60)).jpeg({ progressive: true }).toBuffer();
    await expect(decodeImage(whole.subarray(0, -2))).rejects.toThrow('truncated or damaged');
  });

  it('but not a JPEG that lacks its end marker alone: it is told, or refused where nobody hears of it', async () => {
    const whole = await raw(noise(80, 60)).jpeg().toBuffer();
    const cut = whole.subarray(0, -2);
    const warnings: string[] = [];
    const options = { name: 'cut.jpg', onWarning: (message: string) => warnings.push(message) };
    expect(await decodeImage(cut, options)).toEqual(await decodeImage(whole, options));
    expect(warnings).toEqual(['cut.jpg has no end marker; all its pixels are there.']);
    await expect(decodeImage(cut, { name: 'cut.jpg' })).rejects.toThrow('truncated or damaged');
  });

  it.each([
    ['fractions', tiff({ format: 3, bits: 32 }), 'float'],
    ['signed numbers', tiff({ format: 2, bits: 16 }), 'short'],
    ['32 bits', tiff({ format: 1, bits: 32 }), 'uint'],
  ])('a TIFF of %s, which nobody knows the range of', async (_, bytes, type) => {
    await expect(decodeImage(bytes, { name: 'scan.tif' })).rejects.toThrow(
      `Expected samples of 8 or 16 bits, but scan.tif has samples of type ${type}`,
    );
  });

  it('but not a TIFF of 16 bits', async () => {
    expect((await decodeImage(tiff({ format: 1, bits: 16 }))).data).toEqual(Buffer.alloc(12));
  });

  it('but not stray bytes after a JPEG', async () => {
    const whole = await raw(ramp(16, 16)).jpeg().toBuffer();
    const trailed = Buffer.concat([whole, Buffer.from('camera notes')]);
    expect(await decodeImage(trailed)).toEqual(await decodeImage(whole));
  });

  it('but not stray bytes between a JPEG’s segments, which are mere warnings', async () => {
    const whole = await raw(ramp(16, 16)).jpeg().toBuffer();
    const tables = whole.indexOf(Uint8Array.of(0xff, 0xdb));
    const stray = Buffer.concat([whole.subarray(0, tables), Buffer.from([1, 2, 3]), whole.subarray(tables)]);
    await expect(sharp(stray, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow(/extraneous/);
    expect(await decodeImage(stray)).toEqual(await decodeImage(whole));
  });

  it('12,000 x 12,000 from its header, naming size and limit', async () => {
    const bytes = await solid(8, 8, { r: 1, g: 2, b: 3, alpha: 1 }).jpeg().toBuffer();
    const frame = bytes.indexOf(Uint8Array.of(0xff, 0xc0));
    bytes.writeUInt16BE(12_000, frame + 5);
    bytes.writeUInt16BE(12_000, frame + 7);
    const path = await file('vast.jpg', bytes);
    const error = await failure(path);
    // Were it decoded, it would be truncated.
    expect(error.code).toBe('image-too-large');
    expect(error.message).toContain(`${path} has 12000 x 12000 = 144000000`);
    expect(error.message).toContain(String(DEFAULT_MAX_PIXELS));
  });

  it('one pixel above the limit, and takes a picture exactly at it', async () => {
    const bytes = await raw(noise(10, 7)).png().toBuffer();
    await expect(decodeImage(bytes, { maxPixels: 70 })).resolves.toMatchObject({ width: 10, height: 7 });
    expect((await failure(bytes, { maxPixels: 69 })).code).toBe('image-too-large');
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

/** Four black grey pixels, uncompressed. @param options.format 1: unsigned, 2: signed, 3: fractions */
function tiff({ format, bits }: { format: number; bits: number }): Buffer {
  const [SHORT, LONG] = [3, 4];
  const pixels = Buffer.alloc((4 * bits) / 8);
  const tags = [
    [256, LONG, 2], // width
    [257, LONG, 2], // height
    [258, SHORT, bits],
    [259, SHORT, 1], // no compression
    [262, SHORT, 1], // 0 is black
    [273, LONG, 8], // where the pixels begin
    [277, SHORT, 1], // samples per pixel
    [278, LONG, 2], // rows per strip
    [279, LONG, pixels.length],
    [339, SHORT, format],
  ] as const;
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length);
  tags.forEach(([tag, type, value], i) => {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([head, pixels, directory]);
}
