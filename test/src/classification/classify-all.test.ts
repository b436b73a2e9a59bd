import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Classifier } from '../../../src/classification/classifier.js';
import { loadClassifier } from '../../../src/classification/load-classifier.js';
import { RcnnError } from '../../../src/errors.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { bestScores, classes, expectClose, listOf } from '../../support/classified.js';
import { noise } from '../../support/noise.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

let classifier: Classifier;
const raster = noise(90, 70);

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  classifier = await loadClassifier(await writeTinyClassifier(folder, classes));
});
afterAll(() => classifier.dispose());

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

const box = { x1: 5, y1: 5, x2: 5, y2: 9 };
it.each<[string, () => Promise<unknown>, RegExp]>([
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
  ['an unknown layer for many', () => listOf(classifier.featuresAll([raster], { layer: 'pool9' })), /pool9/],
])('refuses %s, naming it', async (_what, call, message) => {
  await expect(async () => call()).rejects.toThrow(message);
});
