import { describe, expect, it } from 'vitest';
import { evaluateDetections } from '../../eval/index.js';
import {
  type InclusiveBox,
  ilsvrcTwin,
  type TwinDetection,
  type TwinTruth,
  vocTwin,
} from './devkit-twins.js';
import { integers } from './random-coco.js';

/** Whole pixels, many ties in score, objects on top of each other, small ones for ILSVRC's thresholds. */
function randomSet(seed: number) {
  const below = integers(seed);
  const images = 1 + below(4);
  const labels = 1 + below(3);
  const side = [8, 25, 80][below(3)];
  const box = (): InclusiveBox => {
    const [xmin, ymin] = [1 + below(60), 1 + below(60)];
    return { xmin, ymin, xmax: xmin + below(side), ymax: ymin + below(side) };
  };
  const truth: TwinTruth[] = Array.from({ length: below(16) }, () => ({
    image: below(images),
    label: below(labels),
    difficult: below(5) === 0,
    ...box(),
  }));
  const detections: TwinDetection[] = Array.from({ length: below(40) }, () => {
    const near = truth.length > 0 && below(3) > 0 ? truth[below(truth.length)] : undefined;
    const spread = 1 + below(1 + side / 3);
    const at = near ?? { image: below(images), label: below(labels), ...box() };
    const xmin = at.xmin + (near ? below(spread) : 0);
    const ymin = at.ymin + (near ? below(spread) : 0);
    return {
      image: at.image,
      label: below(6) === 0 ? below(labels) : at.label,
      confidence: below(12) / 10 - 0.1,
      xmin,
      ymin,
      xmax: Math.max(xmin, at.xmax + below(spread) - 1),
      ymax: Math.max(ymin, at.ymax),
    };
  });
  const blacklist = Array.from({ length: below(3) }, () => [below(images), below(labels)] as const);
  return { images, labels, truth, detections, blacklist };
}

const names = (count: number, letter: string) => Array.from({ length: count }, (_, i) => `${letter}${i}`);

function input({ images, labels, truth, detections, blacklist }: ReturnType<typeof randomSet>) {
  const place = (row: TwinTruth | TwinDetection) => ({
    image: `i${row.image}`,
    class: `c${row.label}`,
    box: { x1: row.xmin - 1, y1: row.ymin - 1, x2: row.xmax, y2: row.ymax },
  });
  return {
    images: names(images, 'i'),
    classes: names(labels, 'c'),
    truth: truth.map((row) => ({ ...place(row), difficult: row.difficult })),
    detections: detections.map((row) => ({ ...place(row), score: row.confidence })),
    blacklist: blacklist.map(([image, label]) => ({ image: `i${image}`, class: `c${label}` })),
  };
}

function expectAps(got: readonly { AP: number | null }[], expected: readonly number[], seed: number): void {
  expect(got.length).toBe(expected.length);
  for (const [k, { AP }] of got.entries()) {
    if (Number.isNaN(expected[k])) expect(AP, `set ${seed}`).toBeNull();
    else expect(AP, `set ${seed}, class ${k}`).toBeCloseTo(expected[k], 12);
  }
}

const seeds = Array.from({ length: 200 }, (_, i) => 1000 + i);

describe('the devkits, step by step, on 200 random sets each', () => {
  it.each(['voc2007', 'voc2010'] as const)('gives the APs of VOCevaldet under %s', (protocol) => {
    for (const seed of seeds) {
      const set = randomSet(seed);
      const { blacklist: _, ...options } = input(set);
      const { perClass } = evaluateDetections({ protocol, ...options });
      const expected = names(set.labels, '').map(
        (_, label) => vocTwin(set.truth, set.detections, label)[protocol],
      );
      expectAps(perClass, expected, seed);
    }
  });

  it('gives the APs of eval_detection under ilsvrc-det', () => {
    for (const seed of seeds) {
      const set = randomSet(seed);
      const { perClass } = evaluateDetections({ protocol: 'ilsvrc-det', ...input(set) });
      expectAps(perClass, ilsvrcTwin(set.truth, set.detections, set), seed);
    }
  });

  it('has sets that the three rules judge differently', () => {
    const differing = seeds.filter((seed) => {
      const { blacklist: _, ...options } = input(randomSet(seed));
      const ap = (protocol: 'voc2010' | 'ilsvrc-det') =>
        evaluateDetections({ protocol, ...options, difficult: 'counted' }).metrics['mAP'];
      return ap('voc2010') !== ap('ilsvrc-det');
    });
    expect(differing.length).toBeGreaterThan(20);
  });
});
