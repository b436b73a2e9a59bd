import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadDetector } from '../../../../detection/load-detector.js';
import { verifyDetector } from '../../../../detection/verify-detector.js';
import { TruthBuilder } from '../../../../src/datasets/columns.js';
import { selectImages } from '../../../../src/datasets/edit.js';
import type { Dataset } from '../../../../src/datasets/records.js';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { bestOverlap } from '../../../../src/geometry/overlap.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import type { Progress } from '../../../../src/progress.js';
import { hashOfContents } from '../../../../src/runs/photograph-hashes.js';
import { loadEngine, type TrainedDetector, trainDetector } from '../../../../src/training/index.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { loadModel, type Model, saveModel } from '../../../../src/weights/model-file.js';
import { CLASSES, drawSquares } from '../../../support/drawn-squares.js';

const IMAGES = 20;
/** Of them, those on which the finished detector is tried. */
const SEEN = 8;

let folder: string;
let dataset: Dataset;
let base: Model;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'train-detector-'));
  dataset = await drawSquares(folder, IMAGES);
  const network = { classes: 10, width: 1 / 16 };
  const path = join(folder, 'base.safetensors');
  await saveModel(
    path,
    {
      ...{ format: 1, name: 'base', task: 'classifier', network, licence: 'Apache-2.0' },
      preprocessing: { channelOrder: 'bgr', mean: [104, 117, 123], inputSize: 64 },
      classes: Array.from({ length: 10 }, (_, k) => ({ name: `class ${k}` })),
      origin: { text: 'Random weights, for tests.' },
    },
    initialWeights(googlenet(network), 1),
    { dtype: 'float32' },
  );
  base = await loadModel(path);
});
afterAll(() => rm(folder, { recursive: true }));

/** What the last training returned. */
let trained: TrainedDetector;

interface Changes {
  readonly dataset?: Dataset;
  readonly images?: number;
  readonly cropImages?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

async function train(run: string, changes: Changes = {}) {
  const out = join(folder, `${run}.safetensors`);
  const engine = await loadEngine('onnx');
  const options = {
    dataset,
    base,
    engine,
    run: join(folder, run),
    seed: 1,
    images: IMAGES,
    cropImages: 8,
    out,
  };
  trained = await trainDetector({
    ...options,
    name: 'squares',
    command: 'train detector',
    data: 'squares',
    ...changes,
  });
  return out;
}

describe('training a detector', { timeout: 300_000 }, () => {
  it.each([
    ['name', undefined, 'Expected name of trainDetector to be a text, but got undefined.'],
    ['command', '', 'Expected command of trainDetector to be a text that is not empty, but got "".'],
    ['data', 7, 'Expected data of trainDetector to be a text, but got 7.'],
    ['seed', undefined, 'Expected seed of trainDetector to be a whole number, but got undefined.'],
    ['images', 0, 'Expected images of trainDetector to be a whole number from 1, but got 0.'],
    ['cropImages', -1, 'Expected cropImages of trainDetector to be a whole number from 0, but got -1.'],
    ['base', 'voc', 'Expected base of trainDetector to be a model as `loadModel` gives it, but got "voc".'],
  ])('refuses %s that is %s at once', async (option, value, message) => {
    const steps: Progress[] = [];
    const changes = { [option]: value, onProgress: (step: Progress) => steps.push(step) } as Changes;
    await expect(train('refused', changes)).rejects.toMatchObject({ code: 'bad-option', message });
    expect(steps).toEqual([]);
  });

  it('writes one file with heads for both ways to see a region, which finds what it was shown', async () => {
    const path = await train('whole');
    const model = await loadModel(path);
    verifyDetector(model);
    expect(model.card).toMatchObject({
      ...{ name: 'squares', task: 'detector', base: 'base' },
      classes: CLASSES.map((name) => ({ name })),
      head: { shared: { first: 200 }, crops: { first: 100 } },
    });
    for (const regions of ['shared', 'crops'] as const) {
      using detector = await loadDetector(path, { regions, threshold: 0.01, engine: 'onnx', count: 200 });
      let found = 0;
      for (const [i, { file }] of dataset.images.slice(0, SEEN).entries()) {
        const [best] = (await detector.detect(join(folder, file!))).detections;
        const { x1, y1, x2, y2 } = dataset.truth;
        const box = { x1: x1[i]!, y1: y1[i]!, x2: x2[i]!, y2: y2[i]! };
        const right = best?.class === CLASSES[i % 2];
        if (right && bestOverlap(Boxes.from([best.box]), box).iou >= 0.5) found++;
      }
      expect(found, regions).toBeGreaterThanOrEqual(0.8 * SEEN);
    }
  });

  it('measures every photograph by heads that have not learnt from it, and puts what follows on the card', () => {
    const { card, heldOut, curve, dataset: learnt } = trained;
    expect(new Set(heldOut.detections.map(({ image }) => image)).size).toBe(IMAGES);
    expect(learnt.images).toHaveLength(IMAGES);
    // Squares of two colours are learnt from a dozen photographs.
    expect(heldOut.mAP!.value).toBeGreaterThan(0.7);
    expect(card.metrics).toMatchObject({ mAP: heldOut.mAP!.value, mAPLow: heldOut.mAP!.low });
    const files = [...dataset.images].reverse().map(({ file }) => readFileSync(join(folder, file!)));
    expect(card.measuredOn).toBe(
      hashOfContents(files.map((bytes) => createHash('sha256').update(bytes).digest('hex'))),
    );
    const thresholds = Object.fromEntries(heldOut.classes.map(({ name, threshold }) => [name, threshold]));
    expect(card.head).toMatchObject({ thresholds });
    expect(curve.map(({ photographs }) => photographs)).toEqual([4, 8, 16]);
    expect(curve.at(-1)!.mAP).toBe(heldOut.mAP!.value);
  });

  it('learns from photographs without objects, which are examples against every class', async () => {
    const { truth } = dataset;
    const builder = new TruthBuilder();
    for (let g = 4; g < IMAGES; g++) {
      const box = { x1: truth.x1[g]!, y1: truth.y1[g]!, x2: truth.x2[g]!, y2: truth.y2[g]! };
      builder.add({ image: g, class: truth.class[g]!, ...box, flags: 0 }, { file: 0, line: 0 });
    }
    await train('negatives', { dataset: { ...dataset, truth: builder.finish([]) }, cropImages: 0 });
    expect(trained.heldOut.classes.map(({ photographs }) => photographs)).toEqual([8, 8]);
    expect(trained.heldOut.classes.every(({ ap }) => ap === undefined)).toBe(true);
    expect(trained.heldOut.mAP).toBeUndefined();
    expect(trained.card).not.toHaveProperty('metrics');
    expect(trained.card).not.toHaveProperty('measuredOn');
  });

  it('resumes after a stop, and ends with the same bytes', async () => {
    const stop = new AbortController();
    const onProgress = ({ stage, done }: Progress) => {
      if (stage === 'features (shared)' && done === 3) stop.abort();
    };
    const stopped = train('stopped', { signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(join(folder, 'stopped', 'features'))).toHaveLength(3);
    expect(await readFile(await train('stopped'))).toEqual(await readFile(join(folder, 'whole.safetensors')));
  });

  describe('uses kept features for nothing but what they were computed from', () => {
    const bytes = async (run: string, changes: Changes) =>
      readFile(await train(run, { ...quick, ...changes }));
    /** Heads of one way are enough to see which features they learned from. */
    const quick = { cropImages: 0 };

    it('computes those of new photographs and of new boxes alone', async () => {
      const made: (string | undefined)[] = [];
      const onProgress = ({ stage, item }: Progress) => {
        if (stage.startsWith('features')) made.push(item);
      };
      await train('more', { ...quick, dataset: selectImages(dataset, [...Array(15).keys()]), onProgress });
      expect(made).toHaveLength(15);
      made.length = 0;
      // One box corrected, one photograph more, classes of other names.
      const { truth } = dataset;
      const moved = { ...truth, x1: truth.x1.map((x1, g) => (g === 2 ? x1 - 1 : x1)) };
      const classes = ['rot', 'blau'].map((name, k) => ({ name, id: k }));
      const next = { ...dataset, truth: moved, classes };
      await train('more', { ...quick, dataset: selectImages(next, [...Array(16).keys()]), onProgress });
      expect(made.sort()).toEqual(['15', '2']);
    });

    it('when the photographs of the same names are others', async () => {
      const root = join(folder, 'others');
      await mkdir(root);
      for (const { file } of dataset.images) await copyFile(join(folder, file!), join(root, file!));
      const before = await bytes('others-run', { dataset: { ...dataset, root } });
      await sharp(join(folder, '0.png')).negate().toFile(join(root, '0.png'));
      const after = await bytes('others-run', { dataset: { ...dataset, root } });
      expect(after).not.toEqual(before);
    });
  });

  it('refuses photographs that are missing at the start, and names them all', async () => {
    const images = dataset.images.map((image, i) =>
      i % 8 === 3 ? { ...image, file: `gone-${i}.jpg` } : image,
    );
    const begun = vi.fn();
    const training = train('missing', { dataset: { ...dataset, images }, onProgress: begun });
    await expect(training).rejects.toMatchObject({
      code: 'file-not-found',
      message: expect.stringMatching(
        /20 photographs, but 3 cannot be opened:.*gone-3.jpg.*gone-11.jpg.*gone-19.jpg/s,
      ),
    });
    expect(begun).not.toHaveBeenCalled();
  });

  it('refuses a set without objects', async () => {
    const none = { ...dataset, truth: new TruthBuilder().finish([]) };
    await expect(train('none', { dataset: none })).rejects.toThrow(
      'Expected objects of red, blue to learn from, but the 20 images have no objects.',
    );
  });

  it('stops in the heads, without a file', async () => {
    const stop = new AbortController();
    const onProgress = ({ stage }: Progress) => {
      // As a signal comes: between two pieces of work.
      if (stage === 'heads') setImmediate(() => stop.abort());
    };
    const stopped = train('heads', { signal: stop.signal, onProgress, cropImages: 0 });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(folder)).not.toContain('heads.safetensors');
  });
});
