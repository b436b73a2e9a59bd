import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyDetector } from '../../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../../support/tiny-multibox.js';

let folder: string;
let model: string;
let scene: string;
let multibox: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-explain-'));
  model = await writeTinyDetector(folder);
  multibox = await writeTinyMultiBox(folder, model);
  scene = await drawScene(join(folder, 'scene.png'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const detect = (...args: string[]) =>
  runInProcess('detect', ...args, '--model', model, '--count', '30', '--engine', 'onnx');

it('refuses a head of MultiBox where its model is made for selective search', async () => {
  const { code, err } = await detect(scene, '--multibox', multibox);
  expect([code, err]).toEqual([2, expect.stringContaining('but got selective-search')]);
});

describe('what detect prints', () => {
  it('the table goes to standard output, an image that fails to standard error', async () => {
    const missing = join(folder, 'missing.png');
    const { code, out, err } = await detect(scene, missing, '--threshold', '0.1');
    expect(code).toBe(1);
    expect(out).toMatch(/scene\.png {2}120 x 90\n.*class.*score.*\n(cat|dog) /);
    expect(out).not.toContain('missing.png');
    expect(stripVTControlCharacters(err)).toContain(`error Expected an image at ${missing}`);
  });

  it('follows an object that was asked for to its end, for people and for scripts', async () => {
    const asked = ['--explain-object', '0,0,60,45', '--threshold', '0.1'];
    const { out } = await detect(scene, ...asked);
    expect(out).toMatch(/object: (found|no proposal|ruled out|below the threshold|suppressed|moved away)/);
    expect(out).toMatch(/nearest proposal: number \d+ of 30, IoU 0\.\d{3}/);
    expect(out).toMatch(/its classes: (cat|dog) \d\.\d\d, (cat|dog) \d\.\d\d/);
    const { explanation } = JSON.parse((await detect(scene, ...asked, '--json')).out);
    expect(explanation.nearest.scores.map((row: { class: string }) => row.class).sort()).toEqual([
      'cat',
      'dog',
    ]);
  });

  it('an object outside the image is an error of that image', async () => {
    const { code, err } = await detect(scene, '--explain-object', '0,0,600,45');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('120 x 90') });
    expect((await detect(scene, '--explain-object', '9,9,3,30')).code).toBe(2);
  });
});

describe('the pictures of the stages', () => {
  const names = async (to: string, ...args: string[]) => {
    const stages = join(folder, to);
    expect((await detect(scene, '--explain', stages, ...args)).code).toBe(0);
    return { stages, files: (await readdir(stages)).sort() };
  };

  it('show the search that ran: none where MultiBox alone proposed', async () => {
    const { files } = await names('multibox', '--proposals', 'multibox', '--multibox', multibox);
    expect(files).not.toContain('scene-1-segments.png');
    expect(files).toContain('scene-2-proposals.png');
  });

  it('differ where the search differs', async () => {
    const segments = async (to: string, ...args: string[]) => {
      const { stages } = await names(to, ...args);
      return readFile(join(stages, 'scene-1-segments.png'));
    };
    const [fast, double] = [
      await segments('fast'),
      await segments('double', '--proposals', 'both', '--multibox', multibox),
    ];
    expect(fast.equals(double)).toBe(false);
  });
});
