import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../../../src/platform/node/decode.js';
import { drawScene } from '../../../support/photographs.js';
import { runInProcess } from '../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../support/tiny-classifier.js';

const folder = mkdtempSync(join(tmpdir(), 'classify-explain-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));
let args: string[];
beforeAll(async () => {
  const model = await writeTinyClassifier(folder, ['n01', 'n02']);
  args = ['classify', await drawScene(at('scene.png')), '--model', model, '--explain'];
}, 60_000);

it('--model takes one value, several models joined by a comma: the photograph may stand behind it', async () => {
  const [, scene, , model] = args as [string, string, string, string];
  const { code, out } = await runInProcess('classify', '--model', `${model},${model}`, scene);
  expect([code, out]).toEqual([0, expect.stringContaining(scene)]);
}, 60_000);

describe('classify --explain', () => {
  it('draws the views, the evidence, and the maps of a layer that was asked for', async () => {
    expect(await runInProcess(...args, at('looks'))).toMatchObject({
      code: 0,
      err: `${at('looks')}: 2 pictures\n`,
    });
    expect(readdirSync(at('looks'))).toEqual(['scene-1-views.png', 'scene-2-evidence.png']);
    expect((await runInProcess(...args, at('maps'), '--layer', 'inception_4a/3x3')).code).toBe(0);
    expect(readdirSync(at('maps'))).toContain('scene-3-features.png');
  }, 60_000);

  it('draws what the network sees in the regions of a file', async () => {
    const boxes = [
      [10, 10, 60, 50],
      [-5, 0, 30, 70],
      [40, 20, 90, 60],
    ];
    const image = args[1]!;
    writeFileSync(at('boxes.ndjson'), JSON.stringify({ image, width: 120, height: 90, boxes }));
    const given = ['--boxes', at('boxes.ndjson')];
    const { code, err } = await runInProcess(...args, at('regions'), ...given, '--layer', 'inception_4a/3x3');
    expect([code, err]).toEqual([0, `${at('regions')}: 2 pictures\n`]);
    expect(readdirSync(at('regions'))).toEqual(['scene-2-evidence.png', 'scene-3-features.png']);
    const { width } = await decodeImage(at('regions', 'scene-2-evidence.png'));
    expect(width).toBe(3 * (224 + 14) + 14);
    const crops = await runInProcess(...args, at('regions'), ...given, '--crops', '10');
    expect([crops.code, crops.err]).toEqual([2, expect.stringContaining('--boxes without --crops')]);
  }, 60_000);

  it('draws what the network sees in the boxes of a detector', async () => {
    const box = { x1: 10, y1: 10, x2: 60, y2: 50 };
    const found = { image: args[1]!, detections: [{ class: 'cat', score: 0.5, box }] };
    writeFileSync(at('found.ndjson'), JSON.stringify(found));
    const given = ['--boxes', at('found.ndjson')];
    const { code, out } = await runInProcess(...args, at('found'), ...given);
    expect([code, out]).toEqual([0, expect.stringContaining('10 10 60 50')]);
    expect(readdirSync(at('found'))).toEqual(['scene-2-evidence.png']);
    writeFileSync(at('found.ndjson'), JSON.stringify({ image: args[1]! }));
    const neither = await runInProcess(...args, at('neither'), ...given);
    expect(neither.err).toMatch(/expected boxes, as `propose --json` writes them, or detections/);
  }, 60_000);

  it('draws the evidence for any class, and refuses one that the model does not know', async () => {
    const drawn = async (name: string) => {
      expect((await runInProcess(...args, at(name), '--evidence', name)).code).toBe(0);
      return readFileSync(at(name, 'scene-2-evidence.png'));
    };
    expect((await drawn('n01')).equals(await drawn('n02'))).toBe(false);
    const { code, err } = await runInProcess(...args, at('n03'), '--evidence', 'n03');
    expect([code, err]).toEqual([2, expect.stringMatching(/"n03"/)]);
  }, 60_000);

  it('refuses a layer that is none', async () => {
    const { code, err } = await runInProcess(...args, at('none'), '--layer', 'inception_9z');
    expect(code).not.toBe(0);
    expect(err).toMatch(/Near it: inception_3a\/1x1, .*`googlenet-rcnn summary` lists them all/);
  }, 60_000);
});
