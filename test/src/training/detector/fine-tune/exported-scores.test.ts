import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildScorer } from '../../../../../detection/scorers/build-scorer.js';
import { loadEngine } from '../../../../../src/engines/index.js';
import { Boxes } from '../../../../../src/geometry/boxes.js';
import { enlarged } from '../../../../../src/geometry/context.js';
import { keyedStream } from '../../../../../src/random/keyed-stream.js';
import {
  baseNetwork,
  HEADS,
  saveDetector,
  startingDetectorWeights,
} from '../../../../../src/training/detector/fine-tune/detector-file.js';
import { DELTA_UNITS } from '../../../../../src/training/detector/fine-tune/region-example.js';
import { viewImage } from '../../../../../src/training/detector/fine-tune/view.js';
import { createRegionTrainer } from '../../../../../src/training/onnx/create-region-trainer.js';
import { loadModel } from '../../../../../src/weights/model-file.js';
import { writeTinyClassifier } from '../../../../support/tiny-classifier.js';

const CONTEXT = 1.25;

it.each([7, 5])(
  "a written detector's scores and deltas are the trainer's own, on %i cells",
  async (cells) => {
    const folder = mkdtempSync(join(tmpdir(), 'exported-'));
    const base = await loadModel(await writeTinyClassifier(folder, ['a', 'b']));
    const classes = ['cat', 'dog'];
    const options = { network: baseNetwork(base.card), classes: 2, heads: HEADS, cells, seed: 3, workers: 1 };
    await using first = await createRegionTrainer({
      ...options,
      weights: startingDetectorWeights(base, classes),
    });
    // Heads of a first random draw are too small to tell anything apart: larger ones, before they are halves.
    const grown = new Map(
      [...first.weights()].map(([name, { shape, data }]) => [
        name,
        { shape, data: name.startsWith('shared/') ? data.map((value) => 30 * value) : data },
      ]),
    );
    const path = join(folder, 'detector.safetensors');
    await saveDetector(path, grown, {
      ...{ base, classes, settings: { detectAt: 96, longSide: 256, context: CONTEXT, cells } },
      ...{ name: 'mine', command: 'none', data: 'none', metrics: {} },
    });
    const saved = await loadModel(path);
    await using trainer = await createRegionTrainer({
      ...options,
      weights: startingDetectorWeights(saved, classes),
    });

    const random = keyedStream(9);
    const raster = {
      width: 64,
      height: 48,
      data: Uint8Array.from({ length: 3 * 64 * 48 }, () => 256 * random()),
    };
    const boxes = Boxes.from([
      { x1: 0, y1: 0, x2: 64, y2: 48 },
      { x1: 10, y1: 5, x2: 30, y2: 40 },
      { x1: 40, y1: 20, x2: 60, y2: 30 },
    ]);
    const scale = { shortSide: 96, longSide: 256 }; // 128 x 96, which needs no filling up to multiples of 32
    const { image, width, height, toInput } = viewImage(
      raster,
      { scale, mirror: false },
      base.card.preprocessing,
    );
    const regions = boxes.map((box) => enlarged(toInput(box), CONTEXT));
    const rows = Float32Array.from(regions.toArray().flatMap(({ x1, y1, x2, y2 }) => [x1, y1, x2, y2]));
    const predicted = await trainer.predict({ image, width, height, regions: rows });

    using scorer = await buildScorer(saved, { engine: await loadEngine('onnx'), mode: 'shared' });
    for await (const { scores, deltas } of scorer.score(raster, boxes)) {
      const own = predicted.scores.filter((_, i) => i % 3 > 0); // without background
      expect(Math.max(...own) - Math.min(...own)).toBeGreaterThan(0.05); // they do tell regions apart
      for (const [i, value] of scores.entries()) expect(Math.abs(value - own[i]!)).toBeLessThan(1e-4);
      for (const [i, value] of deltas.entries()) {
        expect(Math.abs(value - predicted.boxes[i]! * DELTA_UNITS[i % 4]!)).toBeLessThan(1e-4);
      }
    }
    rmSync(folder, { recursive: true });
  },
);
