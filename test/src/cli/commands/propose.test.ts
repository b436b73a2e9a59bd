import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_COUNT } from '../../../../detection/defaults.js';
import { packageRoot } from '../../../../src/platform/node/package-root.js';
import { commandLine } from '../../../support/command-line.js';
import { drawScene } from '../../../support/photographs.js';

let folder: string;
let scene: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propose-'));
  scene = await drawScene(join(folder, 'scene.png'));
});
afterAll(() => rm(folder, { recursive: true }));

const propose = (...args: string[]) => commandLine('propose', ...args);

describe('propose', () => {
  it('prints at most --count boxes inside the image, and what an image that cannot be read is', async () => {
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'These are words.');
    const { code, out, err } = propose(scene, text, '--count', '20', '--json');
    const [found, unread] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(found).toMatchObject({ image: scene });
    expect(found.boxes).toHaveLength(20);
    for (const [x1, y1, x2, y2] of found.boxes) {
      expect(Math.min(x1, y1, x2 - x1 - 1, y2 - y1 - 1)).toBeGreaterThanOrEqual(0);
      expect(x2).toBeLessThanOrEqual(found.width);
      expect(y2).toBeLessThanOrEqual(found.height);
    }
    expect(unread).toEqual({ image: text, error: expect.stringContaining('text.jpg') });
    expect(err).toMatch(/^(propose .*\n)*1 of 2 images failed\.\n$/); // which one is among the results
  });

  it('draws two pictures: four levels of each segmentation in a row, and the best boxes', async () => {
    const pictures = join(folder, 'pictures');
    const { code, err } = propose(scene, '--preset', 'double', '--out', pictures);
    expect({ code, err }).toEqual({ code: 0, err: `${pictures}: 2 pictures\n` });
    expect((await readdir(pictures)).sort()).toEqual(['scene-boxes.png', 'scene-merging.png']);
    const { width, height } = await sharp(join(pictures, 'scene-merging.png')).metadata();
    expect(width).toBe(4 * (320 + 20) + 20);
    // Two colour spaces, two k; a row is as high as the scene, not a square.
    expect(Math.round(height / (240 + 20 + 48))).toBe(4);
  });

  it('says which box is nearest to an object, and marks both in the picture', async () => {
    const [all, asked] = [join(folder, 'all'), join(folder, 'asked')];
    propose(scene, '--out', all);
    const { out } = propose(scene, '--out', asked, '--explain-object', '0,0,40,40');
    expect(out).toMatch(/nearest returned: number \d+, IoU 0\.\d{3} \(/);
    expect(out).toMatch(
      /nearest region: IoU .*, after merge \d+ of \d+ by [a-z, ]+, of segments in \w+ with k \d+/,
    );
    const pixels = (path: string) => sharp(join(path, 'scene-boxes.png')).raw().toBuffer();
    expect((await pixels(asked)).equals(await pixels(all))).toBe(false);
  }, 180_000); // two processes; seconds each, more where all cores are taken

  it('says that detect does not look as far as the box that is nearest', () => {
    const cat = join(packageRoot, 'examples', 'images', 'chelsea.png');
    const { boxes } = JSON.parse(propose(cat, '--json').out);
    const [near, far] = [boxes[0], boxes[DEFAULT_COUNT + 100]];
    const explained = (box: number[]) => propose(cat, '--explain-object', box.join(',')).out;
    expect(explained(far)).toContain(
      `number ${DEFAULT_COUNT + 101}, IoU 1.000 (found; detect looks at the first ${DEFAULT_COUNT}: --count ${DEFAULT_COUNT + 101} reaches it)`,
    );
    expect(explained(near)).toContain('number 1, IoU 1.000 (found)');
  }, 180_000);

  it('refuses an object that is no box, and pictures of MultiBox', () => {
    expect(propose(scene, '--explain-object', '9,9,3,30')).toMatchObject({ code: 2, out: '' });
    const outside = propose(scene, '--explain-object', '0,0,121,40');
    expect(outside).toMatchObject({ code: 1, err: expect.stringContaining('120 x 90') });
    const multiBox = propose(scene, '--method', 'both', '--out', folder);
    expect(multiBox).toMatchObject({ code: 2, err: expect.stringContaining('--method selective-search') });
  });
});
