import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    ...['train', 'detector', '--data', at('truth.json'), '--base', base, '--run', at('run')],
    ...['--out', at(out), ...more],
  );

beforeAll(async () => {
  base = await writeTinyClassifier(folder, ['n01440764', 'n02102040']);
  const ids = [1, 2, 3, 4];
  for (const id of ids) await drawScene(at(`${id}.jpg`), { seed: id });
  const images = ids.map((id) => ({ id, file_name: `${id}.jpg`, width: 120, height: 90 }));
  const box = { bbox: [10, 10, 50, 50], area: 2500, iscrowd: 0 };
  const annotations = ids.map((id) => ({ id, image_id: id, ...box, category_id: id === 1 ? 2 : 1 }));
  const categories = ['cat', 'dog'].map((name, i) => ({ id: i + 1, name }));
  writeFileSync(at('truth.json'), JSON.stringify({ images, annotations, categories }));
}, 120_000);

describe('train detector', { timeout: TRAININGS }, () => {
  it('names the model after its file, unless told otherwise', async () => {
    expect((await train('mine.safetensors')).code).toBe(0);
    expect((await loadModel(at('mine.safetensors'))).card.name).toBe('mine');
    await train('mine.safetensors', '--name', 'pets');
    expect((await loadModel(at('mine.safetensors'))).card.name).toBe('pets');
  });

  it('says how few examples there are, and what would be enough', async () => {
    const { err } = await train('mine.safetensors');
    expect(err).toContain(
      'has few examples: 4 photographs with 1 dog, 3 cat. Below 100 photographs the region AP means little.',
    );
    expect(err).toContain('100 of each are a good start');
  });

  it('says what it keeps, and removes what other settings have left when asked to', async () => {
    const files = () => readdirSync(at('run', 'examples')).length;
    const [before, { err }] = [files(), await train('mine.safetensors', '--seed', '2')];
    expect(before).toBe(1);
    expect(err).toMatch(
      /examples keeps the features: 2 files, [\d.]+ MB, of them for other photographs or settings 1 file/,
    );
    expect(err).toContain('--clean removes those.');
    expect(files()).toBe(2);
    expect((await train('mine.safetensors', '--seed', '2', '--clean')).err).toContain('Those are removed.');
    expect(files()).toBe(1);
  });

  it('cannot be exported as ONNX, which says what to take instead', async () => {
    const args = ['weights', 'export', at('mine.safetensors'), '--format', 'onnx', '--out', at('x.onnx')];
    const { err, code } = await runInProcess(...args);
    expect(err).toContain(
      'Its weights: --format safetensors; its base as ONNX: weights export tiny-classifier --format onnx.',
    );
    expect(code).toBe(2);
  });
});
