import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { averaged } from '../../../src/average.js';
import type { Classifier } from '../../../src/classification/classifier.js';
import { loadClassifier } from '../../../src/classification/load-classifier.js';
import { topIndices } from '../../../src/classification/top.js';
import { encodeImage } from '../../../src/pictures/write-image.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { classes, scoresOf } from '../../support/classified.js';
import { noise } from '../../support/noise.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

let folder: string;
let model: string;
let classifier: Classifier;
const raster = noise(90, 70);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  model = await writeTinyClassifier(folder, classes);
  await writeFile(join(folder, 'photo.png'), await encodeImage(raster, 'png'));
  classifier = await loadClassifier(model);
});
afterAll(() => classifier.dispose());

describe('Classifier', () => {
  it('says the same of a path, a URL, bytes, a Blob and pixels', async () => {
    const path = join(folder, 'photo.png');
    const bytes = await readFile(path);
    const sources = [
      path,
      pathToFileURL(path),
      bytes,
      new Blob([new Uint8Array(bytes)]),
      await decodeImage(path),
    ];
    const answers = await Promise.all(sources.map((source) => classifier.classify(source)));
    for (const { predictions } of answers) expect(predictions).toEqual(answers[0]!.predictions);
    expect(answers[0]!.predictions).toHaveLength(5);
  });

  it('says in a thread what it says in the caller’s', async () => {
    using local = await loadClassifier({ model, worker: false });
    const boxes = [{ x1: 3, y1: 4, x2: 50, y2: 60 }];
    expect((await local.classify(raster)).predictions).toEqual(
      (await classifier.classify(raster)).predictions,
    );
    expect((await local.classify(raster, { boxes })).regions).toEqual(
      (await classifier.classify(raster, { boxes })).regions,
    );
    expect(await local.features(raster)).toEqual(await classifier.features(raster));
  });

  it.each([10, 144] as const)('averages %i crops by their weights', async (crops) => {
    const views = await classifier.views(raster, { crops, top: classes.length });
    const rows = views.map(({ predictions }) => {
      const scores = scoresOf(predictions);
      return Float32Array.from(classes, (name) => scores[name]!);
    });
    const mean = averaged(rows, { weights: views.map(({ weight }) => weight) });
    const { predictions } = await classifier.classify(raster, { crops, top: classes.length });
    const scores = scoresOf(predictions);
    classes.forEach((name, k) => {
      expect(scores[name]).toBeCloseTo(mean[k]!, 6);
    });
    expect(predictions[0]!.class).toBe(classes[topIndices(mean, 1)[0]!]);
  });

  it('classifies regions, as many as there are', async () => {
    const boxes = Array.from({ length: 40 }, (_, i) => ({ x1: i, y1: 0, x2: i + 30, y2: 50 }));
    const { regions } = await classifier.classify(raster, { boxes, top: 1 });
    expect(regions.map(({ box }) => box)).toEqual(boxes);
    expect((await classifier.classify(raster, { boxes: [] })).regions).toEqual([]);
  });

  it('gives features with their shape', async () => {
    const boxes = [
      { x1: 0, y1: 0, x2: 40, y2: 40 },
      { x1: 20, y1: 10, x2: 90, y2: 70 },
    ];
    expect((await classifier.features(raster)).shape).toEqual([1, 64]);
    expect((await classifier.features(raster, { boxes })).shape).toEqual([2, 64]);
    const map = await classifier.features(raster, { boxes, layer: 'inception_5b/output' });
    expect(map.shape).toEqual([2, 64, 2, 2]);
    expect(map.data).toHaveLength(2 * 64 * 2 * 2);
  });

  it('maps evidence whose mean is the logit: softmax of the logits is the answer', async () => {
    const maps = await classifier.activationMaps(raster, { classes });
    const exp = maps.map(({ logit }) => Math.exp(logit));
    const sum = exp.reduce((a, b) => a + b);
    maps.forEach(({ score }, k) => {
      expect(exp[k]! / sum).toBeCloseTo(score, 4);
    });
    const { data: logits } = await classifier.features(raster, { layer: 'loss3/classifier' });
    maps.forEach(({ logit, values, bias }, k) => {
      const mean = values.reduce((total, value) => total + value) / values.length;
      expect(Math.abs(mean + bias - logits[k]!)).toBeLessThan(1e-4);
      expect(logit).toBeCloseTo(logits[k]!, 4);
    });
    const box = { x1: 5, y1: 5, x2: 45, y2: 65 };
    const [region] = await classifier.activationMaps(raster, { box });
    expect(region!.score).toBeCloseTo(
      (await classifier.classify(raster, { boxes: [box] })).regions[0]!.predictions[0]!.score,
      6,
    );
  });

  it('stops before its next batch', async () => {
    const stop = new AbortController();
    const boxes = Array.from({ length: 2000 }, () => ({ x1: 0, y1: 0, x2: 40, y2: 40 }));
    const call = classifier.classify(raster, { boxes, signal: stop.signal });
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    await expect(classifier.classify(raster, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect((await classifier.classify(raster)).predictions).toHaveLength(5);
  });

  const box = { x1: 5, y1: 5, x2: 5, y2: 9 };
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['seven crops', () => classifier.classify(raster, { crops: 7 as 10 }), /crops.*1, 10, 144.*7/],
    ['no classes', () => classifier.classify(raster, { top: 0 }), /top.*whole number/],
    ['an unknown option', () => classifier.classify(raster, { tops: 1 } as object), /tops/],
    ['an empty box', () => classifier.classify(raster, { boxes: [box] }), /box/],
    ['two images', () => classifier.classify([raster, raster] as never), /classifyAll/],
    ['no image', () => classifier.classify(undefined as never), /image/],
    ['an unknown layer', () => classifier.features(raster, { layer: 'inception_6a' }), /inception_6a/],
    ['an unknown class', () => classifier.activationMaps(raster, { classes: ['N0'] }), /"N0".*Near it: n01/],
  ])('refuses %s, naming it', async (_what, call, message) => {
    await expect(async () => call()).rejects.toThrow(message);
  });

  it('is refused once it is disposed of', async () => {
    const other = await loadClassifier({ model });
    const running = other.classify(raster);
    const list = other.classifyAll([raster, raster]);
    other.dispose();
    expect((await running).predictions).toHaveLength(5); // what was asked before still ends
    await expect(other.classify(raster)).rejects.toThrow('disposed of');
    await expect(list.next()).rejects.toThrow('disposed of');
    expect(() => other.featuresAll([raster])).toThrow('disposed of');
  });
});
