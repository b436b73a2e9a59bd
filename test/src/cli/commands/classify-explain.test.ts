import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('refuses a layer that is none', async () => {
    const { code, err } = await runInProcess(...args, at('none'), '--layer', 'inception_9z');
    expect(code).not.toBe(0);
    expect(err).toMatch(/inception_4a\/3x3/);
  }, 60_000);
});
