import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberConfig } from '../../../../../src/training/classifier/members.js';
import { settingsFor } from '../../../../../src/training/classifier/recipes.js';
import { loadEnsemble } from '../../../../../src/weights/ensemble.js';
import { tinySettings, writePhotographs } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'members-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await writePhotographs(at('data'), { train: 4, val: 2 });
  writeFileSync(at('settings.json'), JSON.stringify({ ...tinySettings, epochs: 1 }));
});

const train = (...more: string[]) =>
  runInProcess('train', 'classifier', '--threads', '1', '--input-threads', '1', ...more);
const first = ['--data', at('data'), '--recipe', 'paper', '--config', at('settings.json')];
const settingsOf = (run: string, member: number) =>
  JSON.parse(readFileSync(at(run, `member-${member}`, 'config.json'), 'utf8')).settings;

describe('train classifier --members', () => {
  it('trains networks of other seeds, one wider, and names them in a file; resumes, and adds more', async () => {
    const run = ['--run', at('run')];
    expect((await train(...first, '--members', '2', ...run)).code).toBe(0);
    const [a, b] = [settingsOf('run', 1), settingsOf('run', 2)];
    expect([a.seed, b.seed]).toEqual([1, 2]);
    expect(b.network.width).toBe(1.25 * a.network.width);
    const two = await loadEnsemble(at('run', 'ensemble.json'), 'classifier');
    expect(two.members.map(({ card }) => card.network.width)).toEqual([a.network.width, b.network.width]);

    rmSync(at('run', 'member-2'), { recursive: true }); // as if it was stopped between two members
    rmSync(at('run', 'ensemble.json'));
    const again = await train(...run);
    expect(again.err).toMatch(/member-1 is finished already/);
    const same = await loadEnsemble(at('run', 'ensemble.json'), 'classifier');
    expect(same.members.map(({ card }) => card.sha256)).toEqual(two.members.map(({ card }) => card.sha256));

    expect((await train('--members', '3', ...run)).code).toBe(0);
    expect(settingsOf('run', 3)).toEqual({ ...a, seed: 3 });
    expect((await loadEnsemble(at('run', 'ensemble.json'), 'classifier')).members).toHaveLength(3);
  }, 300_000);

  it('is not mixed with the run of one network', async () => {
    await mkdir(at('one'));
    await copyFile(at('run', 'member-1', 'config.json'), at('one', 'config.json'));
    const { code, err } = await train(...first, '--members', '2', '--run', at('one'));
    expect(code).toBe(2);
    expect(err).toMatch(/holds the run of one network/);
    expect(existsSync(at('one', 'member-1'))).toBe(false);
  }, 60_000);

  it('keeps the width of a trained network that it begins with', () => {
    const config = {
      ...{ format: 1 as const, data: '.', recipe: 'fine-tune', engine: 'onnx' as const },
      settings: settingsFor('fine-tune'),
      fineTuning: { base: 'bvlc', baseSha256: '', trainFrom: 'classifier', views: 1 },
    };
    expect(memberConfig(config, 2).settings).toEqual({ ...config.settings, seed: config.settings.seed + 1 });
  });
});
