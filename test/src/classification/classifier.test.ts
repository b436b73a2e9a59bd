import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { averaged } from '../../../src/average.js';
import type { Classifier } from '../../../src/classification/classifier.js';
import { loadClassifier } from '../../../src/classification/load-classifier.js';
import type { ClassifiedRegion } from '../../../src/classification/results.js';
import { topIndices } from '../../../src/classification/top.js';
import { RcnnError } from '../../../src/errors.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { encodeImage } from '../../../src/pictures/write-image.js';
import { decodeImage } from '../../../src/platform/node/decode.js';
import { keyedStream } from '../../../src/random/keyed-stream.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

const classes = ['n01', 'n02', 'n03', 'n04', 'n05', 'n06', 'n07'];
let folder: string;
let model: string;
let classifier: Classifier;
let raster: Raster;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  model = await writeTinyClassifier(folder, classes);
  raster = noise(90, 70);
  await writeFile(join(folder, 'photo.png'), await encodeImage(raster, 'png'));
  classifier = await loadClassifier(model);
});
afterAll(() => classifier.dispose());

function noise(width: number, height: number): Raster {
  const random = keyedStream(7, width, height);
  return { width, height, data: Uint8Array.from({ length: 3 * width * height }, () => 256 * random()) };
}

const scoresOf = (predictions: readonly { class: string; score: number }[]) =>
  Object.fromEntries(predictions.map(({ class: name, score }) => [name, score]));

const bestScores = (regions: readonly ClassifiedRegion[]) =>
  Float32Array.from(regions, ({ predictions }) => predictions[0]!.score);

async function listOf<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

function expectClose(values: Float32Array, expected: Float32Array): void {
  expect(values).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const apart = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(apart / largest).toBeLessThan(1e-5);
}

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

  it('gives many images in order; one that cannot be read fails alone', async () => {
    const sources = Array.from({ length: 20 }, (_, i) =>
      i === 3 ? Buffer.from('no picture') : noise(40 + i, 50),
    );
    const results = await listOf(classifier.classifyAll(sources, { top: 1 }));
    expect(results.map((result) => 'error' in result)).toEqual(sources.map((_, i) => i === 3));
    expect(results.map(({ source }) => source)).toEqual(sources);
    const [alone] = (await classifier.classify(sources[19]!, { top: 1 })).predictions;
    const last = results[19]!;
    if ('error' in last) throw last.error;
    expect(last.predictions[0]!.class).toBe(alone!.class);
    expect(last.predictions[0]!.score).toBeCloseTo(alone!.score, 6);
  });

  it('describes many images in order, each as alone; one that cannot be read fails alone', async () => {
    const sources = Array.from({ length: 20 }, (_, i) =>
      i === 3 ? Buffer.from('no picture') : noise(40 + i, 50),
    );
    const layer = 'inception_5b/output';
    const results = await listOf(classifier.featuresAll(sources, { layer }));
    expect(results.map(({ source }) => source)).toEqual(sources);
    expect(results[3]).toMatchObject({ error: { code: 'bad-image' } });
    for (const i of [0, 2, 4, 15, 16, 19]) {
      const alone = await classifier.features(sources[i]!, { layer });
      const result = results[i]!;
      if ('error' in result) throw result.error;
      expect(result.shape).toEqual(alone.shape);
      expectClose(result.data, alone.data);
    }
  });

  it('sees the boxes that a function gives for each of many images', async () => {
    const sources = Array.from({ length: 6 }, (_, i) => noise(60 + i, 50));
    const counts = [3, 0, 20, 1, 2, 4];
    const boxesOf = async (source: Raster) =>
      Array.from({ length: counts[sources.indexOf(source)]! }, (_, i) => {
        if (source === sources[3]) throw new RcnnError('bad-file', 'no boxes');
        const x2 = source === sources[4] ? 0 : i + 30;
        return { x1: i, y1: 0, x2, y2: 50 };
      });
    const classified = await listOf(classifier.classifyAll(sources, { boxes: boxesOf, top: 1 }));
    const described = await listOf(classifier.featuresAll(sources, { boxes: boxesOf }));
    for (const results of [classified, described]) {
      expect(results.map(({ source }) => source)).toEqual(sources);
      expect(results[3]).toMatchObject({ error: { code: 'bad-file' } });
      expect(results[4]).toMatchObject({
        error: { code: 'bad-option', message: expect.stringContaining('boxes.0') },
      });
    }
    for (const i of [0, 1, 2, 5]) {
      const [found, seen] = [classified[i]!, described[i]!];
      if ('error' in found || 'error' in seen) throw new Error('a result was expected');
      const boxes = await boxesOf(sources[i]!);
      const alone = await classifier.classify(sources[i]!, { boxes, top: 1 });
      expect(found.regions.map(({ box }) => box)).toEqual(boxes);
      expectClose(bestScores(found.regions), bestScores(alone.regions));
      const own = await classifier.features(sources[i]!, { boxes });
      expect(seen.shape).toEqual(own.shape);
      expectClose(seen.data, own.data);
    }
  });

  it('computes no further batch of a list that is left or aborted', async () => {
    const given: number[] = [];
    function* endless() {
      for (let i = 0; ; i++) {
        given.push(i);
        yield noise(40, 40);
      }
    }
    for await (const result of classifier.featuresAll(endless())) {
      expect('shape' in result && result.shape).toEqual([1, 64]);
      break;
    }
    expect(given.length).toBeLessThan(3 * 16);
    const stop = new AbortController();
    let results = 0;
    const list = async () => {
      for await (const _ of classifier.featuresAll(endless(), { signal: stop.signal })) {
        if (++results === 5) stop.abort();
      }
    };
    await expect(list()).rejects.toMatchObject({ code: 'aborted' });
    expect(results).toBe(16); // those of the batch that was done
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
    [
      'one image where many are meant',
      async () => classifier.classifyAll('photo.png' as never).next(),
      /list of images/,
    ],
    [
      'boxes of one image where many are meant',
      async () => classifier.classifyAll([raster], { boxes: [box] } as never).next(),
      /boxes of classifyAll to be a function/,
    ],
    [
      'an unknown layer for many',
      () => listOf(classifier.featuresAll([raster], { layer: 'pool9' })),
      /pool9/,
    ],
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

describe('an ensemble', () => {
  it('gives the mean of its members', async () => {
    const second = await writeTinyClassifier(folder, classes, { name: 'second', seed: 2 });
    using one = await loadClassifier({ model: second, worker: false });
    using both = await loadClassifier({ model: [model, second] });
    const [a, b, mean] = await Promise.all(
      [classifier, one, both].map(async (each) =>
        scoresOf((await each.classify(raster, { top: 7, crops: 10 })).predictions),
      ),
    );
    for (const name of classes) expect(mean![name]).toBeCloseTo((a![name]! + b![name]!) / 2, 6);
    await expect(both.features(raster)).rejects.toThrow('ensemble');
    await expect(both.featuresAll([raster]).next()).rejects.toThrow(
      'features, but this classifier is an ensemble',
    );
    const boxes = [{ x1: 3, y1: 4, x2: 50, y2: 60 }];
    const [result] = await listOf(both.classifyAll([raster], { boxes: () => boxes }));
    expect(result).toMatchObject({ regions: (await both.classify(raster, { boxes })).regions });
  });

  it('is refused when its members name other classes', async () => {
    const other = await writeTinyClassifier(folder, [...classes.slice(0, 6), 'n99'], { name: 'other' });
    await expect(loadClassifier({ model: [model, other] })).rejects.toThrow(/class 7 .* n07 .* n99/);
  });
});
