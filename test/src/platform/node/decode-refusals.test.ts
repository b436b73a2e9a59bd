import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RcnnError } from '../../../../src/errors.js';
import type { Raster } from '../../../../src/imaging/raster.js';
import { DEFAULT_MAX_PIXELS, decodeImage } from '../../../../src/platform/node/decode.js';
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

describe('decodeImage refuses', () => {
  it('a file URL that is none, as an option and not as a TypeError', async () => {
    expect(await failure('file://[')).toMatchObject({
      code: 'bad-option',
      message: 'Expected a file URL, but got "file://[".',
    });
  });

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
      /holds no such image, or its header is damaged\.$/,
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
      /holds no such image, or its header is damaged\.$/,
    ],
    [
      'a format of libvips alone',
      () => file('raw.v', Uint8Array.of(0x08, 0xf2, 0xa6, 0xb6, 0, 0)),
      /holds no such image/,
    ],
    [
      'a header alone',
      () => file('head.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)),
      /header is damaged\.$/, // libvips says no more, after a colon
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
    expect(error.message).toBe(
      'Expected a whole image, but upload 7 (80 x 60) is truncated or damaged. Copy or save it again.',
    );
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
    expect(error.message).toContain(`${path} has 12,000 x 12,000 = 144,000,000`);
    expect(error.message).toContain(DEFAULT_MAX_PIXELS.toLocaleString('en'));
  });

  it('one pixel above the limit, and takes a picture exactly at it', async () => {
    const bytes = await raw(noise(10, 7)).png().toBuffer();
    await expect(decodeImage(bytes, { maxPixels: 70 })).resolves.toMatchObject({ width: 10, height: 7 });
    expect((await failure(bytes, { maxPixels: 69 })).code).toBe('image-too-large');
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
