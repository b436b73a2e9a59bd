import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDetector } from '../../../../../detection/load-detector.js';
import { verifyDetector } from '../../../../../detection/verify-detector.js';
import { rcnnSettings } from '../../../../../src/training/detector/rcnn/settings.js';
import { type RcnnOptions, trainRcnn } from '../../../../../src/training/detector/rcnn/train-rcnn.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { writeSquares } from '../../../../support/squares.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

let folder: string;
let data: string;
let base: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rcnn-'));
  data = join(folder, 'VOC');
  await writeSquares(data, { train: 4, val: 2 });
  base = await writeTinyClassifier(folder, ['a', 'b']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const settings = rcnnSettings({
  ...{ steps: 4, batch: 8, positives: 2, photographs: 2, checkpointSteps: 2 },
  validation: { everySteps: 2, batches: 1 },
});

const train = (run: string, changes: Partial<RcnnOptions> = {}) =>
  trainRcnn({
    config: {
      ...{ format: 1, recipe: 'rcnn', data, split: 'train', validationSplit: 'val' },
      ...{ base, name: 'squares', settings, proposals: join(folder, 'proposals.ndjson') },
    },
    run: join(folder, run),
    ...changes,
  });

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Milliseconds: seconds of work, a minute where all cores are taken. */
const TRAININGS = 300_000;

describe("R-CNN's own training", { timeout: TRAININGS }, () => {
  it('fine-tunes on windows, adds heads and measures: a detector that sees crops', async () => {
    const { finished, heldOut } = await train('whole');
    expect(finished).toBe(true);
    expect(heldOut!.classes.map(({ name }) => name).sort()).toEqual(['blue', 'red']);
    const run = join(folder, 'whole');
    const model = await loadModel(join(run, 'final.safetensors'));
    verifyDetector(model);
    expect(model.card).toMatchObject({ task: 'detector', base: 'tiny-classifier' });
    expect(model.card.head).toMatchObject({ crops: { context: 16, first: 100 } });
    expect(model.card.head).not.toHaveProperty('shared');
    expect(Object.keys(model.card.head!['thresholds'] as object).sort()).toEqual(['blue', 'red']);
    expect(linesOf(join(run, 'log.ndjson')).map(({ kind, step }) => `${kind} ${step}`)).toEqual([
      ...['start 0', 'step 1', 'step 2', 'validation 2', 'step 3', 'step 4', 'validation 4'],
    ]);
    const [results] = readdirSync(run).filter((name) => name.startsWith('validation-'));
    expect(linesOf(join(run, results!))).toHaveLength(2);
  });

  it('the network has moved in its first layer too', async () => {
    const [before, after] = [await loadModel(base), await loadModel(join(folder, 'whole/final.safetensors'))];
    const [first, moved] = [before, after].map(({ weights }) => weights.get('conv1/7x7_s2/weight')!.data);
    // Half precision alone moves a weight by a two-thousandth of it at most.
    expect(moved!.some((value, i) => Math.abs(value - first![i]!) > 1e-3 * Math.abs(first![i]!))).toBe(true);
  });

  it('killed in each of its stages and resumed, gives the bytes of an unbroken run', async () => {
    const die = () => {
      throw new Error('killed');
    };
    // What is thrown saves nothing, as if the process were killed.
    const dying: Partial<RcnnOptions>[] = [
      { onStep: ({ step }) => step === 1 && die() },
      { onStep: ({ step }) => step === 3 && die() },
      { onProgress: ({ stage, done }) => stage === 'features (crops)' && done === 2 && die() },
      { onProgress: ({ stage, done }) => stage === 'detect' && done === 1 && die() },
    ];
    for (const changes of dying) await expect(train('killed', changes)).rejects.toThrow('killed');
    expect((await train('killed')).finished).toBe(true);
    const bytes = (run: string) => readFileSync(join(folder, run, 'final.safetensors'));
    expect(bytes('killed').equals(bytes('whole'))).toBe(true);
    expect((await train('killed')).heldOut).toBeUndefined(); // it was finished before
  });

  it('detects as its file sees regions, crops, and with other ways only where it has heads for them', async () => {
    const path = join(folder, 'whole', 'final.safetensors');
    using detector = await loadDetector(path, { worker: false, threshold: 0 });
    expect(detector.settings.regions).toBe('crops');
    const { detections } = await detector.detect(join(data, 'JPEGImages', 'val_0.jpg'));
    expect(detections.length).toBeGreaterThan(0);
    using asked = await loadDetector(path, { regions: 'crops', threshold: 0 });
    expect(asked.settings.regions).toBe('crops');
    const again = await asked.detect(join(data, 'JPEGImages', 'val_0.jpg'));
    expect(again.detections).toEqual(detections);
    await expect(loadDetector(path, { regions: 'shared' })).rejects.toThrow('heads for "shared" regions');
  });

  it('refuses a folder of another run', async () => {
    const other = rcnnSettings({ ...settings, batch: 9 });
    const config = {
      format: 1 as const,
      recipe: 'rcnn' as const,
      data,
      split: 'train',
      validationSplit: 'val',
    };
    await expect(
      train('whole', { config: { ...config, base, name: 'squares', settings: other } }),
    ).rejects.toThrow(/holds another:\n {2}settings.batch: 8, not 9/);
  });

  it('refuses a base whose images leave no room for context', async () => {
    const model = await loadModel(base);
    const { saveModel } = await import('../../../../../src/weights/model-file.js');
    const path = join(folder, 'small.safetensors');
    const { sha256: _, ...card } = model.card;
    const preprocessing = { ...card.preprocessing, inputSize: 32 };
    await saveModel(path, { ...card, preprocessing }, model.weights, { dtype: 'float32' });
    const config = { format: 1 as const, recipe: 'rcnn' as const, data, name: 'squares', settings };
    await expect(train('small', { config: { ...config, base: path } })).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('from 64 on'),
    });
  });
});
