import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { planClassifierLadder } from '../../../src/runs/plan-classifier.js';
import { planDetector, planDetectorLadder } from '../../../src/runs/plan-detector.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';
import { writeTinyDetector } from '../../support/tiny-detector.js';

const loading = vi.hoisted(() => ({ models: 0 }));
vi.mock('../../../src/weights/model-file.js', async (load) => {
  const real = await load<typeof import('../../../src/weights/model-file.js')>();
  const loadModel: typeof real.loadModel = (...args) => {
    loading.models++;
    return real.loadModel(...args);
  };
  return { ...real, loadModel };
});

const folder = mkdtempSync(join(tmpdir(), 'ladder-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  loading.models = 0;
});
const nothing = { images: [], classes: [] };

it('loads each detector of a ladder once', async () => {
  const model = await writeTinyDetector(folder, 1);
  const looks = { count: 10, threshold: 0.01 };
  const rungs = await planDetectorLadder(nothing, { models: [model, model], engine: 'wasm', ...looks });
  expect(rungs.map(({ folder }) => folder)).toEqual(['models-1', 'models-2']);
  expect(loading.models).toBe(2);
});

it('plans to look where the first model is made for', async () => {
  const model = await writeTinyDetector(folder, 1, { name: 'joint', proposals: 'both' });
  const looks = { models: [model], engine: 'wasm', count: 10, threshold: 0.01 } as const;
  const planned = async (changes: object) => (await planDetector(nothing, { ...looks, ...changes })).options;
  expect(await planned({})).toMatchObject({ proposals: 'both' });
  const search = { proposals: 'selective-search' };
  expect(await planned(search)).toMatchObject({ ...search, multibox: 'none' });
  await expect(planned({ ...search, multibox: 'multibox' })).rejects.toThrow('but got selective-search');
});

it('loads each classifier of a ladder once', async () => {
  const model = await writeTinyClassifier(folder, ['cat']);
  const asked = { models: [model, model], engine: 'wasm', crops: 10 } as const;
  const { rungs } = await planClassifierLadder(nothing, asked);
  expect(rungs.map(({ models, crops }) => [models, crops])).toEqual([
    [1, 1],
    [1, 10],
    [2, 1],
    [2, 10],
  ]);
  expect(loading.models).toBe(2);
});
