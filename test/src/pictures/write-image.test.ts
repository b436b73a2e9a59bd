import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageFormatOf, writeImage } from '../../../src/pictures/write-image.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { noise } from '../../support/noise.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-image-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('writeImage', () => {
  it.each([
    ['a.png', 'png'],
    ['b.JPG', 'jpeg'],
    ['c.jpeg', 'jpeg'],
    ['d.webp', 'webp'],
  ])('writes %s as %s, into folders that it makes, and nothing beside', async (name, format) => {
    const path = join(folder, 'deep', 'down', name);
    await writeImage(path, noise(20, 10));
    expect(await sharp(path).metadata()).toMatchObject({ format, width: 20, height: 10 });
    expect(await readdir(join(folder, 'deep', 'down'))).toEqual([name]);
  });

  it('keeps every pixel in a PNG', async () => {
    const path = join(folder, 'exact.png');
    await writeImage(path, noise(20, 10));
    expect(Buffer.compare((await decodeImage(path)).data, noise(20, 10).data)).toBe(0);
  });

  it.each(['picture.bmp', 'picture', 'picture.png.txt'])('refuses %s and lists what it knows', (name) => {
    expect(() => imageFormatOf(name)).toThrow(
      /Expected the extension of picture.* to be one of .png, .jpg, .jpeg, .webp/,
    );
  });

  it('names the file that cannot be written, and leaves nothing behind', async () => {
    const taken = join(folder, 'taken.png');
    await mkdir(taken);
    await writeFile(join(taken, 'inside'), '');
    await expect(writeImage(taken, noise(4, 4))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(taken),
    });
    expect(await readdir(folder)).toEqual(['taken.png']);
  });
});
