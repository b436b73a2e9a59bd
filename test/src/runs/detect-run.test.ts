import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectRun, loadDetector } from '../../../src/index.js';
import { drawScene } from '../../support/photographs.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

let folder: string;
let model: string;
let images: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-run-'));
  model = await writeTinyDetector(folder);
  images = [];
  for (const seed of [1, 2, 3]) images.push(await drawScene(join(folder, `${seed}.png`), { seed }));
  const broken = join(folder, 'broken.png');
  await writeFile(broken, 'no image');
  images.splice(1, 0, broken);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const load = (changes = {}) => loadDetector({ model, count: 20, engine: 'onnx', worker: false, ...changes });

describe('a run of the library', () => {
  it('gives up when told to, and resumes to the same bytes', async () => {
    using detector = await load();
    const whole = await detectRun(detector, { folder: join(folder, 'whole'), images });
    expect(whole).toMatchObject({ done: 4, total: 4 });
    const expected = await readFile(whole.path, 'utf8');
    const lines = expected
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ image }) => image)).toEqual(images);
    expect(lines[1]).toHaveProperty('error');

    const stop = new AbortController();
    const again = { folder: join(folder, 'again'), images };
    const onProgress = ({ done }: { done: number }) => done === 2 && stop.abort();
    const part = await detectRun(detector, { ...again, signal: stop.signal, onProgress });
    expect(part).toMatchObject({ done: 2, total: 4 });
    await truncate(part.path, (await readFile(part.path)).length - 5); // as a killed process leaves it
    expect(await detectRun(detector, again)).toMatchObject({ done: 4 });
    expect(await readFile(part.path, 'utf8')).toBe(expected);
  });

  it('refuses the folder of other settings, naming them', async () => {
    const run = { folder: join(folder, 'settings'), images };
    using detector = await load();
    await detectRun(detector, run);
    using other = await load({ threshold: 0.5 });
    await expect(detectRun(other, run)).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('options.threshold: card, not 0.5'),
    });
  });

  it('refuses the folder of photographs that have changed', async () => {
    const changing = join(folder, 'changing.png');
    const run = { folder: join(folder, 'changed'), images: [await drawScene(changing, { seed: 1 })] };
    using detector = await load();
    await detectRun(detector, run);
    await drawScene(changing, { seed: 2 });
    await expect(detectRun(detector, run)).rejects.toThrow('data.photographs: ');
  });

  it('refuses wrong arguments', async () => {
    using detector = await load();
    const wrong = { folder: '', images: 'a.png' } as never;
    await expect(detectRun(detector, wrong)).rejects.toMatchObject({ code: 'bad-option' });
  });
});
