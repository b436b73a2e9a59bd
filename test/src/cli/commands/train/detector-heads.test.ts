import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { KeptFeatures } from '../../../../../src/training/detector/kept-features.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { drawScene } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

const folder = mkdtempSync(join(tmpdir(), 'train-detector-'));
const at = (...names: string[]) => join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));
let base: string;
/** Milliseconds: a training takes seconds, a minute where all cores are taken. */
const TRAININGS = 300_000;

const train = (out: string, ...more: string[]) =>
  runInProcess(
    ...['train', 'detector', '--data', at('truth.json'), '--base', base],
    ...(more.includes('--run') ? [] : ['--run', at('run')]),
    ...['--out', at(out), ...more],
  );

beforeAll(async () => {
  base = await writeTinyClassifier(folder, ['n01440764', 'n02102040']);
  const ids = [1, 2, 3, 4, 5];
  for (const id of ids) await drawScene(at(`${id}.jpg`), { seed: id });
  const images = ids.map((id) => ({ id, file_name: `${id}.jpg`, width: 120, height: 90 }));
  const box = { bbox: [10, 10, 50, 50], area: 2500, iscrowd: 0 };
  // Two dogs on the first, nothing on the last.
  const annotations = [1, 1, 2, 3, 4].map((image_id, i) => ({
    ...{ id: i + 1, image_id, ...box },
    category_id: image_id === 1 ? 2 : 1,
  }));
  const categories = ['cat', 'dog'].map((name, i) => ({ id: i + 1, name }));
  writeFileSync(at('truth.json'), JSON.stringify({ images, annotations, categories }));
}, 120_000);

describe('train detector', { timeout: TRAININGS }, () => {
  it('names the model after its file, unless told otherwise', async () => {
    expect((await train('mine.safetensors')).code).toBe(0);
    expect((await loadModel(at('mine.safetensors'))).card.name).toBe('mine');
    const { err } = await train('mine.safetensors', '--name', 'pets', '--images', '3');
    const { card } = await loadModel(at('mine.safetensors'));
    expect(card.name).toBe('pets');
    expect(err).toContain('mine.safetensors is there already, and will be replaced at the end');
    // Of five objects on five photographs, two on the first.
    expect(card.training!.data).toMatch(/^3 photographs, [234] objects of 2 classes$/);
  });

  it('stopped while it computes features, says how many are kept where', async () => {
    const write = vi.spyOn(KeptFeatures.prototype, 'write').mockImplementationOnce(function (
      this: KeptFeatures,
      ...args
    ) {
      write.mockRestore();
      process.emit('SIGINT');
      return this.write(...args);
    });
    const { code, err } = await train('none.safetensors', '--run', at('stopped'));
    expect(code).toBe(130);
    const kept = `${at('stopped')} keeps the features of 1 photograph.`;
    expect(err.trimEnd().split('\n').at(-1)).toBe(`Stopped; ${kept} The same command resumes after them.`);
  });

  it('says what it learns from before it starts, and what is too little', async () => {
    const told = await train('mine.safetensors');
    const [err, out] = [told.err, told.out].map(stripVTControlCharacters) as [string, string];
    expect(err).toMatch(/truth.json: 5 objects of 2 classes on 5 photographs, of which 1 shows no object/);
    expect(err).toMatch(/class +objects +photographs\n\s*\n?.*cat +3 +3.*dog +2 +1/s);
    expect(err).toContain('Held out: each of the 5 photographs once, in 5 parts drawn at random (seed 1).');
    expect(err).toContain('Few photographs: 3 of cat, 1 of dog.');
    expect(err).toContain('More photographs would help, first of all of dog, of which there is 1.');
    expect(out).toMatch(/cat +too few to say/);
    expect(out).toMatch(/mAP of 2 classes +too few to say/);
  });

  it('draws held-out photographs and the learning curve in a report beside the model', async () => {
    await train('mine.safetensors');
    const html = readFileSync(at('mine.html'), 'utf8');
    const parts = ['Training of mine', 'Held-out photographs', 'Learning curve', 'too few to say'];
    const worth = 'Too few to say: cat, dog, with fewer than 10 photographs each.';
    const thresholds = [
      'detect uses it, and so do Confusion and the gallery below',
      'threshold of best F1',
      'reach the threshold of their class',
    ];
    for (const part of [...parts, worth, ...thresholds]) expect(html).toContain(part);
    expect(html.match(/data:image\/jpeg/g)!.length).toBeGreaterThanOrEqual(5);
  });

  it('gives its numbers to programs', async () => {
    const { out } = await train('mine.safetensors', '--json');
    expect(JSON.parse(out)).toMatchObject({
      mAP: null,
      classes: [{ name: 'cat', objects: 3, photographs: 3 }, { name: 'dog' }],
      curve: [{ photographs: 1 }, { photographs: 2 }, { photographs: 4 }],
      advice: null,
    });
  });

  it('keeps features, which are listed and removed on demand', async () => {
    const features = (...args: string[]) => runInProcess('features', ...args, '--run', at('run'));
    expect((await features('list')).out).toMatch(/tiny-classifier +shared +5 +0\.[0-9]/);
    expect((await features('clean', '--unused', '1')).err).toContain('Removed the features of 0 photographs');
    expect((await features('clean')).err).toContain('Removed the features of 5 photographs');
    expect((await features('list')).err).toContain('keeps no features');
    expect((await features('clean', '--unused', '-1')).code).toBe(2);
  });
});
