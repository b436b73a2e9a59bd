import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildScorer } from '../../../../../detection/scorers/build-scorer.js';
import { verifyDetector } from '../../../../../detection/verify-detector.js';
import { loadEngine } from '../../../../../src/engines/index.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { keyedStream, normal } from '../../../../../src/random/keyed-stream.js';
import { viewOf } from '../../../../../src/training/detector/base-view.js';
import {
  baseNetwork,
  cellsOf,
  HEADS,
  saveDetector,
  startingDetectorWeights,
} from '../../../../../src/training/detector/fine-tune/detector-file.js';
import { DELTA_UNITS } from '../../../../../src/training/detector/fine-tune/region-example.js';
import { initialWeights } from '../../../../../src/training/network/initialise.js';
import { loadModel, type Model, saveModel } from '../../../../../src/weights/model-file.js';
import type { Weights } from '../../../../../src/weights/weights.js';
import { writeTinyDetector } from '../../../../support/tiny-detector.js';

const CLASSES = ['cat', 'dog', 'hat'];

let folder: string;
let base: Model;
let weights: Weights;
let saved: Model;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'detector-file-'));
  base = await writeBase(join(folder, 'base.safetensors'));
  weights = new Map([...startingDetectorWeights(base, CLASSES), ...heads(CLASSES.length)]);
  const path = join(folder, 'saved.safetensors');
  await saveDetector(path, weights, {
    ...{ base, classes: CLASSES, settings: { detectAt: 64, longSide: 128, context: 1.25, cells: 5 } },
    ...{ name: 'mine', command: 'none', data: 'none', metrics: { mAP: 0.25 } },
  });
  saved = await loadModel(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function writeBase(path: string): Promise<Model> {
  const network = { classes: 10, width: 1 / 16 };
  const card = {
    ...{ format: 1 as const, name: 'base', task: 'classifier' as const, network, licence: 'Apache-2.0' },
    preprocessing: {
      channelOrder: 'bgr' as const,
      mean: [104, 117, 123] as [number, number, number],
      inputSize: 64,
    },
    classes: Array.from({ length: 10 }, (_, k) => ({ name: `class ${k}` })),
    origin: { text: 'Random weights, for tests.' },
  };
  const network1 = baseNetwork({ network } as Model['card']);
  await saveModel(path, card, initialWeights(network1, 1), { dtype: 'float32' });
  return loadModel(path);
}

function heads(classes: number): Weights {
  const random = keyedStream(5);
  const array = (rows: number, shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: rows }, () => 0.5 * normal(random)),
  });
  return new Map([
    [`${HEADS.scores}/weight`, array((classes + 1) * 64, [classes + 1, 64])],
    [`${HEADS.scores}/bias`, array(classes + 1, [classes + 1])],
    [`${HEADS.boxes}/weight`, array(4 * classes * 64, [4 * classes, 64])],
    [`${HEADS.boxes}/bias`, array(4 * classes, [4 * classes])],
  ]);
}

describe('a fine-tuned detector in a file', () => {
  it('is a whole detector with its record', () => {
    verifyDetector(saved);
    expect(saved.card).toMatchObject({ name: 'mine', base: 'base', metrics: { mAP: 0.25 } });
    expect(saved.card.head).toMatchObject({
      shared: { shortSide: 64, scores: 'softmax', context: 1.25, cells: 5 },
    });
    expect(saved.storedType).toBe('float16');
  });

  it('hands the cells of a region on, unless others are asked for', () => {
    expect([cellsOf(base, {}), cellsOf(saved, {}), cellsOf(saved, { cells: 6 })]).toEqual([7, 5, 6]);
    expect(viewOf(saved, 'shared')).toEqual({ shortSide: 64, longSide: 128, context: 1.25, cells: 5 });
  });

  it('gives its weights back to a training that begins with it', () => {
    const again = startingDetectorWeights(saved, CLASSES);
    expect([...again.keys()].sort()).toEqual([...weights.keys()].sort());
    for (const [name, { data }] of weights) {
      for (const [i, value] of again.get(name)!.data.entries()) {
        expect(Math.abs(value - data[i]!), name).toBeLessThanOrEqual(1e-3 * Math.abs(data[i]!) + 1e-4); // float16
      }
    }
  });

  it('begins with the heads of a detector whose classes are scored each for itself: background scores 0', async () => {
    const tiny = await loadModel(await writeTinyDetector(folder)); // cat, dog
    const own = startingDetectorWeights(tiny, ['cat', 'dog']);
    for (const [part, row] of [
      ['weight', 64],
      ['bias', 1],
    ] as const) {
      const { data, shape } = own.get(`${HEADS.scores}/${part}`)!;
      expect(shape[0]).toBe(3);
      expect([...data.subarray(0, row)].every((value) => value === 0)).toBe(true);
      expect(data.subarray(row)).toEqual(tiny.weights.get(`${HEADS.scores}/${part}`)!.data);
    }
    expect([...own.keys()].filter((name) => name.startsWith('crops/'))).toEqual([]);
  });

  it.each([
    ['other classes', ['cat', 'dog', 'bat']],
    ['the same in another order', ['dog', 'cat', 'hat']],
  ])('begins with new scores for %s, and with the mean of all boxes', (_, classes) => {
    const own = startingDetectorWeights(saved, classes);
    const heads = [...own.keys()].filter((name) => name.startsWith('shared/'));
    expect(heads).toEqual([`${HEADS.boxes}/weight`, `${HEADS.boxes}/bias`]);
    const { data, shape } = own.get(`${HEADS.boxes}/bias`)!;
    const known = weights.get(`${HEADS.boxes}/bias`)!.data;
    expect(shape).toEqual([12]);
    for (const [i, value] of data.entries()) {
      const mean = (known[i % 4]! + known[4 + (i % 4)]! + known[8 + (i % 4)]!) / 3;
      expect(Math.abs(value - mean)).toBeLessThan(1e-3); // float16
    }
  });

  it('scores: probabilities of the classes beside background, deltas in units of the region', async () => {
    const engine = await loadEngine('onnx');
    using scorer = await buildScorer(saved, { engine, mode: 'shared' });
    const image = { width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(90) };
    const boxes = Boxes.from([{ x1: 8, y1: 8, x2: 50, y2: 40 }]);
    for await (const { boxes: own, scores, deltas } of scorer.score(image, boxes)) {
      expect(own.toArray()).toEqual(boxes.toArray()); // without its context: from them the deltas lead
      expect([scores.length, deltas.length]).toEqual([3, 12]);
      const sum = scores.reduce((a, b) => a + b, 0);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThan(1); // the rest is background's
    }
  });

  it("deltas are stored in the trainer's values times their units", () => {
    const bias = saved.weights.get(`${HEADS.boxes}/bias`)!.data;
    const trained = weights.get(`${HEADS.boxes}/bias`)!.data;
    for (const [i, value] of bias.entries()) expect(value).toBeCloseTo(trained[i]! * DELTA_UNITS[i % 4]!, 3);
  });
});
