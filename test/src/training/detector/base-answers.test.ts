import { describe, expect, it } from 'vitest';
import { Boxes } from '../../../../src/geometry/boxes.js';
import { streamFor } from '../../../../src/random/draw.js';
import { baseAnswers } from '../../../../src/training/detector/base-answers.js';
import { headMaterial } from '../../../../src/training/detector/head-material.js';
import { linear } from '../../../../src/training/detector/linear.js';
import { forRawFeatures } from '../../../../src/training/detector/raw-heads.js';
import { loadModel } from '../../../../src/weights/model-file.js';

const FEATURES = 1024;

describe("a base's answers", () => {
  it('are its scores, background first, and the mean of its box deltas', async () => {
    const base = await loadModel('voc');
    const { weight, bias } = baseAnswers(base, 'shared')!;
    expect([weight.length, bias.length]).toEqual([25 * FEATURES, 25]);
    const random = streamFor(3, 0);
    const row = Float32Array.from({ length: FEATURES }, random);
    const answers = linear(row, { weight, bias });
    const head = (name: string, k: number) => {
      const { data } = base.weights.get(`shared/${name}/weight`)!;
      let sum = base.weights.get(`shared/${name}/bias`)!.data[k]!;
      for (let f = 0; f < FEATURES; f++) sum += data[k * FEATURES + f]! * row[f]!;
      return sum;
    };
    expect(answers[7]).toBeCloseTo(head('class_scores', 7), 3);
    const widths = Array.from({ length: 20 }, (_, k) => head('box_deltas', 4 * k + 2));
    expect(answers[23]).toBeCloseTo(widths.reduce((a, b) => a + b) / 20, 4);
  });

  it('fold back into heads: the same scores from the features alone', () => {
    const random = streamFor(4, 0);
    const values = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5);
    const answers = { weight: values(3 * 5), bias: values(3) };
    const boxes = Boxes.from(Array.from({ length: 6 }, (_, i) => ({ x1: i, y1: 0, x2: i + 9, y2: 9 })));
    const photograph = { boxes, objects: 0, proposals: 6, width: 20, height: 20, features: values(6 * 5) };
    const truth = { boxes: Boxes.empty(), classes: new Int32Array(0), difficult: new Uint8Array(0) };
    const material = headMaterial([photograph], [truth], { classes: 2, answers });
    expect(material.width).toBe(8);
    const heads = {
      scores: { weight: values(2 * 8), bias: values(2) },
      deltas: { weight: values(8 * 8), bias: values(8) },
    };
    const raw = forRawFeatures(heads, material);
    for (const part of ['scores', 'deltas'] as const) {
      const count = heads[part].bias.length;
      expect(raw[part].weight).toHaveLength(count * 5);
      for (let r = 0; r < 6; r++) {
        for (let k = 0; k < count; k++) {
          const of = (weight: Float32Array, width: number, rows: Float32Array) =>
            weight
              .subarray(k * width, (k + 1) * width)
              .reduce((sum, value, f) => sum + value * rows[r * width + f]!, 0);
          const learnt = of(heads[part].weight, 8, material.features) + heads[part].bias[k]!;
          const applied = of(raw[part].weight, 5, photograph.features) + raw[part].bias[k]!;
          expect(applied).toBeCloseTo(learnt, 4);
        }
      }
    }
  });

  it('are none of a base without heads', async () => {
    const base = await loadModel('voc');
    expect(baseAnswers(base, 'crops')).toBeUndefined();
    const classifier = { ...base, card: { ...base.card, task: 'classifier' as const } };
    expect(baseAnswers(classifier, 'shared')).toBeUndefined();
  });
});
