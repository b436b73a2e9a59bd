import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine, commandLineOn } from '../../../support/command-line.js';
import { drawScene } from '../../../support/photographs.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../../support/tiny-multibox.js';

let folder: string;
let model: string;
let scene: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-'));
  model = await writeTinyDetector(folder);
  scene = await drawScene(join(folder, 'scene.png'));
});
afterAll(() => rm(folder, { recursive: true }));

const detect = (...args: string[]) =>
  commandLine('detect', ...args, '--model', model, '--count', '30', '--engine', 'onnx');

const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Every file of the table of odd and broken images, by name. */
async function makeOddImages(): Promise<Record<'good' | 'bad', string[]>> {
  const at = (name: string) => join(folder, 'odd', name);
  await mkdir(join(folder, 'odd'));
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#8a4' }, limitInputPixels: false });
  const picture = await readFile(scene);
  const jpeg = await sharp(picture).jpeg().toBuffer();
  await writeFile(at('truncated.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(at('text.jpg'), 'These are words.');
  await writeFile(at('empty.jpg'), '');
  await flat(12_000, 12_000).png().toFile(at('huge.png'));
  await mkdir(at('folder.jpg'));
  await flat(1, 1).png().toFile(at('one-pixel.png'));
  await flat(3, 4000).png().toFile(at('strip.png'));
  await sharp(picture).toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
  await sharp(picture).toColourspace('rgb16').png().toFile(at('sixteen-bit.png'));
  await sharp(picture).ensureAlpha(0.5).png().toFile(at('alpha.png'));
  await sharp(picture).withMetadata({ orientation: 6 }).jpeg().toFile(at('exif-6.jpg'));
  await sharp(picture).toColourspace('b-w').png().toFile(at('grey.png'));
  const frames = { raw: { width: 40, height: 60, channels: 3, pageHeight: 30 } } as const;
  const pixels = Buffer.alloc(3 * 40 * 60, 90);
  for (const kind of ['gif', 'webp'] as const) {
    await sharp(pixels, frames)
      .toFormat(kind)
      .toFile(at(`animated.${kind}`));
  }
  return {
    bad: ['truncated.jpg', 'text.jpg', 'empty.jpg', 'huge.png', 'missing.jpg'].map(at),
    good: [
      ...['one-pixel.png', 'strip.png', 'cmyk.jpg', 'sixteen-bit.png', 'alpha.png', 'exif-6.jpg'],
      ...['grey.png', 'animated.gif', 'animated.webp'],
    ].map(at),
  };
}

describe('detect', () => {
  it('does every image that can be read, names every one that cannot, and ends with 1', async () => {
    const { good, bad } = await makeOddImages();
    const run = detect(...bad, ...good, '--json', '--threshold', '0');
    expect(run.code).toBe(1);
    const found = lines(run.out);
    expect(found.map(({ image }) => image)).toEqual([...bad, ...good]);
    for (const { image, error } of found.slice(0, bad.length)) expect(error).toContain(image);
    for (const { image, error, width, height, detections, timings } of found.slice(bad.length)) {
      expect(error, image).toBeUndefined();
      expect(detections.length, image).toBeGreaterThan(0);
      for (const { box } of detections) {
        expect(box.x1).toBeGreaterThanOrEqual(0);
        expect(box.y2).toBeLessThanOrEqual(height);
        expect(box.x2).toBeLessThanOrEqual(width);
      }
      expect(Object.keys(timings)).toEqual(['decode', 'propose', 'classify', 'total']);
    }
    expect(run.err).toContain(`${bad.length} of ${bad.length + good.length} images failed.`);
    const some = detect(bad[0]!, good[0]!, '--errors', 'ok', '--json');
    expect(some).toMatchObject({ code: 0, err: expect.stringContaining('1 of 2 images failed.') });
    expect(lines(some.out)[0]).toEqual({ image: bad[0], error: expect.stringContaining(bad[0]!) });
    const size = Object.fromEntries(found.map(({ image, width, height }) => [image, [width, height]]));
    expect(size[join(folder, 'odd', 'exif-6.jpg')]).toEqual([90, 120]);
    expect(size[join(folder, 'odd', 'animated.gif')]).toEqual([40, 30]);
  });

  it('refuses a folder without images, and bad options, with 1 and 2', () => {
    const empty = detect(join(folder, 'odd', 'folder.jpg'));
    expect(empty).toMatchObject({ code: 1, out: '' });
    expect(empty.err).toContain('folder.jpg');
    const above = 'error Expected --threshold to be a number from 0 to 1, but got 1.5.\n';
    const { err, ...rest } = detect(scene, '--threshold', '1.5');
    expect({ ...rest, err: stripVTControlCharacters(err) }).toEqual({ code: 2, out: '', err: above });
    const word = detect(scene, '--threshold', 'high');
    expect(word).toMatchObject({
      code: 2,
      err: expect.stringContaining('--threshold to be a number, but got "high".'),
    });
    const bitmap = detect(scene, '--out', join(folder, 'found.bmp'));
    expect(bitmap).toMatchObject({ code: 2, err: expect.stringContaining('.png') });
    expect(detect(scene, '--regions', 'both').code).toBe(2);
  });

  it('draws the boxes, and a picture of every stage', async () => {
    const [out, stages] = [join(folder, 'found.png'), join(folder, 'stages')];
    const run = detect(scene, '--out', out, '--explain', stages, '--threshold', '0.4');
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining('scene.png') });
    expect(run.err).toBe(`${out}: 1 picture\n${stages}: 6 pictures\n`);
    const { width } = await sharp(out).metadata();
    expect(width).toBeGreaterThanOrEqual(400); // small pictures are enlarged for their labels
    expect((await readdir(stages)).sort()).toEqual([
      'scene-1-segments.png',
      'scene-2-proposals.png',
      'scene-3-regions.png',
      'scene-4-before-nms.png',
      'scene-5-detections.png',
      'scene-6-evidence.png',
    ]);
    expect(await readFile(join(stages, 'scene-5-detections.png'))).toEqual(await readFile(out));
  });

  it('says which pictures have a number because another image has the same name', async () => {
    await mkdir(join(folder, 'again'));
    const second = await drawScene(join(folder, 'again', 'scene.png'), { seed: 2 });
    const { code, err } = detect(scene, second, '--out', join(folder, 'drawn'));
    expect(code).toBe(0);
    expect(await readdir(join(folder, 'drawn'))).toEqual(['scene-2.png', 'scene.png']);
    expect(err).toContain(
      `${second}: another image has its name, so its pictures are ${join(folder, 'drawn', 'scene-2.png')}`,
    );
    expect(err).not.toContain(`${scene}: another`);
  });

  it('looks at the boxes that `propose` wrote: the same as its own', async () => {
    const boxes = join(folder, 'boxes.ndjson');
    await writeFile(boxes, commandLine('propose', scene, '--count', '30', '--json').out);
    const detections = (...args: string[]) => lines(detect(scene, '--json', ...args).out)[0].detections;
    const own = detections();
    expect(own.length).toBeGreaterThan(0);
    expect(detections('--proposals', boxes)).toEqual(own);
  });

  it('looks at boxes of MultiBox before those of the search: as with the boxes of `propose`', async () => {
    const head = await writeTinyMultiBox(folder, model);
    const boxes = join(folder, 'both.ndjson');
    const made = ['--method', 'both', '--multibox', head, '--model', model, '--count', '30', '--json'];
    await writeFile(boxes, commandLine('propose', scene, ...made).out);
    const found = (...args: string[]) => lines(detect(scene, '--json', ...args).out)[0].detections;
    const own = found('--proposals', 'both', '--multibox', head);
    expect(own.length).toBeGreaterThan(0);
    expect(found('--proposals', boxes)).toEqual(own);
    const other = detect(scene, '--proposals', 'multi-box');
    expect(other).toMatchObject({ code: 2, out: '' });
    expect(other.err).toContain('selective-search, multibox, both');
  });

  it('prints scores with every digit that tells them apart', () => {
    const [{ detections }] = lines(detect(scene, '--json', '--threshold', '0').out);
    for (const { score } of detections) expect(Number(Math.fround(score).toPrecision(9))).toBe(score);
  });

  it('says what came nearest where nothing reaches the threshold', () => {
    const { code, out, err } = detect(scene, '--threshold', '1');
    expect(code).toBe(0);
    expect(out + err).toMatch(/nothing above the threshold \(best: (cat|dog) 0\.\d\d\)/);
  });

  it('reads - from standard input and what stands behind --, and tells of a JPEG without end marker', async () => {
    const jpeg = await sharp(await readFile(scene))
      .jpeg()
      .toBuffer();
    const options = ['--model', model, '--count', '30', '--engine', 'onnx', '--json'];
    const { code, out, err } = commandLineOn(jpeg.subarray(0, -2), 'detect', '-', ...options, '--', scene);
    expect(code).toBe(0);
    expect(lines(out).map(({ image }) => image)).toEqual(['-', scene]);
    expect(err).toContain('- has no end marker; all its pixels are there.');
    const refused = commandLineOn(jpeg.subarray(0, -2), 'detect', '-', '--strict', ...options);
    expect(refused.code).toBe(1);
    expect(lines(refused.out)).toEqual([
      { image: '-', error: expect.stringMatching(/^Expected a whole image, but - /) },
    ]);
  });
});
