/** What bounds a classifier's memory, and how soon it stops: the crops that one run of the network is given. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Classifier } from '../../../src/classification/classifier.js';
import { LocalClassifierCore } from '../../../src/classification/core.js';
import { BATCH } from '../../../src/classification/layer-runner.js';
import type { Engine } from '../../../src/engines/engine.js';
import { loadEngine } from '../../../src/engines/index.js';
import type { Raster } from '../../../src/imaging/raster.js';
import { loadModel } from '../../../src/weights/model-file.js';
import { writeTinyClassifier } from '../../support/tiny-classifier.js';

const raster: Raster = { width: 90, height: 70, data: new Uint8Array(3 * 90 * 70).fill(99) };
const boxes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ x1: i % 50, y1: i % 40, x2: 60, y2: 50 }));

const folder = mkdtempSync(join(tmpdir(), 'bounds-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** Crops of each run of the network so far. */
let runs: number[];
/** Called within each run. */
let during: () => void;
let core: LocalClassifierCore;

/** The engine, with a look at what it is given. */
function watched(engine: Engine): Engine {
  return {
    ...engine,
    compile: async (...args) => {
      const executable = await engine.compile(...args);
      return {
        run: (inputs) => {
          runs.push(Object.values(inputs)[0]!.shape[0]!);
          during();
          return executable.run(inputs);
        },
        [Symbol.dispose]: () => executable[Symbol.dispose](),
      };
    },
  };
}

beforeAll(async () => {
  const model = await loadModel(await writeTinyClassifier(folder, ['n01', 'n02', 'n03']));
  core = await LocalClassifierCore.create(model, watched(await loadEngine('onnx')), { threads: 1 });
});
afterAll(() => core.close());
beforeEach(() => {
  runs = [];
  during = () => {};
});

describe('a call for many crops', () => {
  const many = boxes(5 * BATCH + 3);
  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['regions', (signal) => core.regions([{ image: raster, boxes: many }], signal)],
    [
      'features of regions',
      (signal) => core.features([{ image: raster, boxes: many }], { layer: 'pool5/7x7_s1' }, signal),
    ],
    ['144 crops', (signal) => core.views(raster, { crops: 144 }, signal)],
  ])('of %s: runs of full batches, and none after the one in which it is aborted', async (_what, call) => {
    await call(new AbortController().signal);
    expect(runs.slice(0, -1).every((crops) => crops === BATCH)).toBe(true);
    expect(runs.at(-1)).toBeLessThanOrEqual(BATCH);
    runs = [];
    const stop = new AbortController();
    during = () => runs.length === 2 && stop.abort();
    await expect(call(stop.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(runs).toEqual([BATCH, BATCH]);
  });
});

describe('images of one call', () => {
  it('share batches, with their regions and without', async () => {
    const whole = Array.from({ length: BATCH + 2 }, () => ({ image: raster, boxes: undefined }));
    await core.features(whole, { layer: 'pool5/7x7_s1' });
    await core.regions(whole.map((one) => ({ ...one, boxes: boxes(3) })));
    expect(runs).toEqual([BATCH, 2, BATCH, BATCH, BATCH, 6]);
  });
});

describe('many images', () => {
  const boxesOf = (source: Raster & { readonly count?: number }) => boxes(source.count ?? 1);
  const counted = (...counts: number[]) => counts.map((count) => ({ ...raster, count }));
  it.each<[string, (classifier: Classifier) => AsyncIterable<unknown>, number[]]>([
    ['described', (all) => all.featuresAll(counted(...Array(20).fill(1))), [16, 4]],
    ['classified', (all) => all.classifyAll(counted(...Array(20).fill(1))), [16, 4]],
    ['a few boxes of each', (all) => all.classifyAll(counted(5, 5, 0, 6, 7), { boxes: boxesOf }), [16, 7]],
    [
      'one of many boxes ends its batch',
      (all) => all.featuresAll(counted(3, 30, 1), { boxes: boxesOf }),
      [16, 16, 1, 1],
    ],
  ])('share batches: %s', async (_what, list, expected) => {
    const classifier = new Classifier(core, core.card);
    for await (const result of list(classifier)) expect(result).not.toHaveProperty('error');
    expect(runs).toEqual(expected);
  });
});

describe('a thousand boxes', () => {
  it('get what each gets alone', async () => {
    const all = boxes(1000);
    const scores = await core.regions([{ image: raster, boxes: all }]);
    expect(runs).toHaveLength(Math.ceil(1000 / BATCH));
    for (const i of [0, BATCH - 1, BATCH, 777, 999]) {
      const [alone] = await core.regions([{ image: raster, boxes: [all[i]!] }]);
      alone!.forEach((score, k) => {
        expect(scores[i]![k]).toBeCloseTo(score, 6);
      });
    }
  });
});
