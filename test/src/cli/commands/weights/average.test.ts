import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectorRecord } from '../../../../../detection/record.js';
import { averageModels } from '../../../../../src/weights/average-models.js';
import { loadModel, type Model, saveModel } from '../../../../../src/weights/model-file.js';
import { rangeArrays } from '../../../../../src/weights/ranges.js';
import { drawScene } from '../../../../support/photographs.js';
import { runInProcess } from '../../../../support/run-in-process.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../../../support/tiny-detector.js';
import { writeTinyMultiBox } from '../../../../support/tiny-multibox.js';

const folder = mkdtempSync(join(tmpdir(), 'average-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const average = (models: readonly string[], out: string) =>
  runInProcess('weights', 'average', ...models, '--out', at(out), '--json');

let [first, second]: string[] = [];
beforeAll(async () => {
  first = await writeTinyDetector(folder, 1, { name: 'first' });
  second = await writeTinyDetector(folder, 2, { name: 'second' });
});

describe('weights average', () => {
  it('writes a model whose weights are the means, which detect takes', async () => {
    const { code, out } = await average([first!, second!], 'mean.safetensors');
    expect(code).toBe(0);
    const [a, b, mean] = await Promise.all(
      [first!, second!, at('mean.safetensors')].map((m) => loadModel(m)),
    );
    expect(JSON.parse(out)).toEqual({
      out: at('mean.safetensors'),
      sha256: mean!.card.sha256,
      models: [first, second],
    });
    expect([...mean!.weights.keys()].sort()).toEqual([...a!.weights.keys()].sort());
    for (const [name, { data }] of mean!.weights) {
      const expected = a!.weights
        .get(name)!
        .data.map((value, i) => (value + b!.weights.get(name)!.data[i]!) / 2);
      expect(data).toEqual(expected);
    }
    await drawScene(at('scene.png'), { seed: 1 });
    const detected = await runInProcess(
      'detect',
      at('scene.png'),
      '--model',
      at('mean.safetensors'),
      '--json',
    );
    expect(detected.code).toBe(0);
  });

  it('leaves out what is true of the first model alone: ranges, metrics, thresholds, training', async () => {
    const model = await loadModel(first!);
    const { sha256: _, training: __, ...card } = model.card;
    const measured: Model['card'] = {
      ...model.card,
      metrics: { mAP: 0.5 },
      training: { command: 'train detector', data: 'photographs' },
      measuredOn: 'ab'.repeat(32),
      quantized: { from: 'cd'.repeat(32), photographs: 5, command: 'weights quantize' },
      head: { ...model.card.head, thresholds: { cat: 0.4 }, proposals: 'both' },
    };
    const ranges = rangeArrays(new Map([['data', { low: 0, high: 1 }]]));
    const inBytes = { ...model, card: measured, weights: new Map([...model.weights, ...ranges]) };
    const mean = averageModels([inBytes, await loadModel(second!)]);
    expect(mean.card).toEqual({
      ...card,
      origin: { text: expect.stringMatching(/^The mean of the weights of 2 models: /) },
      head: { ...model.card.head, thresholds: undefined, proposals: undefined },
    });
    expect([...mean.weights.keys()].filter((name) => name.endsWith('/range'))).toEqual([]);
    await saveModel(at('again.safetensors'), mean.card, mean.weights, { dtype: 'float32' });
    expect(detectorRecord(await loadModel(at('again.safetensors')))).not.toHaveProperty('thresholds');
  });

  it.each([
    ['one model', async () => [first!], 'at least two models'],
    ['other classes', async () => [first!, await fox()], 'class 1'],
    [
      'another head',
      async () => [first!, await writeTinyDetector(other(), 1, { secondLook: true })],
      'their head',
    ],
    [
      'a classifier among detectors',
      async () => [first!, await writeTinyClassifier(other(), ['n01440764'])],
      'detector',
    ],
    ['MultiBox heads', async () => [await box(), await box()], 'MultiBox head'],
  ])('refuses %s', async (_, models, message) => {
    const { code, err } = await average(await models(), 'refused.safetensors');
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(message);
    expect(existsSync(at('refused.safetensors'))).toBe(false);
  });
});

const fox = () => writeTinyDetector(folder, 1, { name: 'fox', classes: ['fox', 'dog'] });
const box = async () => writeTinyMultiBox(folder, first!);

function other(): string {
  mkdirSync(at('other'), { recursive: true });
  return at('other');
}
