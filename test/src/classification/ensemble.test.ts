import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Classifier } from '../../../src/classification/classifier.js';
import { loadClassifier } from '../../../src/classification/load-classifier.js';
import { classes, listOf, scoresOf } from '../../support/classified.js';
import { noise } from '../../support/noise.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

let folder: string;
let model: string;
let classifier: Classifier;
const raster = noise(90, 70);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'classifier-'));
  model = await writeTinyClassifier(folder, classes);
  classifier = await loadClassifier(model);
});
afterAll(() => classifier.dispose());

it('an ensemble gives the mean of its members', async () => {
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

it('an ensemble is refused when its members name other classes', async () => {
  const other = await writeTinyClassifier(folder, [...classes.slice(0, 6), 'n99'], { name: 'other' });
  await expect(loadClassifier({ model: [model, other] })).rejects.toThrow(/class 7 .* n07 .* n99/);
});
