import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Curve } from '../../eval/curves.js';
import { evaluateScene } from '../../eval/evaluate.js';
import { evaluateDetections } from '../../eval/index.js';
import { toColumns } from '../../eval/inputs.js';
import { protocolNamed } from '../../eval/protocols.js';
import { buildScene } from '../../eval/scene.js';
import { type RandomCoco, randomCoco } from './random-coco.js';

const golden = JSON.parse(
  readFileSync(new URL('golden/pycocotools.json', import.meta.url), 'utf8'),
) as number[][];

it('agrees with pycocotools on 200 random data sets: twelve numbers and precision arrays', () => {
  for (const [i, expected] of golden.entries()) {
    const data = randomCoco(i + 1);
    const { metrics } = evaluateDetections({ protocol: 'coco', ...data });
    const got = [...Object.values(metrics), ...weightedPrecision(data)];
    for (const [n, value] of got.entries()) {
      expect(
        Math.abs(value - expected[n]),
        `set ${i + 1}, number ${n}: ${value} for ${expected[n]}`,
      ).toBeLessThan(1e-9);
    }
  }
});

it('has sets with every difficulty among the 200', () => {
  const sets = golden.map((_, i) => randomCoco(i + 1));
  const some = (has: (set: RandomCoco) => boolean) => expect(sets.filter(has).length).toBeGreaterThan(2);
  some(({ truth }) => truth.flags.some((flags) => flags !== 0));
  some(({ images, truth }) => images.some((_, image) => !truth.image.includes(image)));
  some(({ classes, truth }) => classes.some((_, k) => !truth.class.includes(k)));
  some(({ truth }) => truth.area.includes(0));
  some(({ truth, detections }) => truth.length > 0 && detections.boxArea?.includes(0) === true);
  some(({ detections }) => new Set(detections.score).size < detections.length);
  some(({ detections }) => mostOfOne(detections) > 100);
});

function mostOfOne({ image, class: classOf }: RandomCoco['detections']): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < image.length; i++) {
    const key = image[i] * 100 + classOf[i];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** The best precision at each of 101 recalls or beyond, 0 where the curve does not reach. */
function sampledPrecision({ precision, objects }: Curve): number[] {
  return Array.from({ length: 101 }, (_, r) =>
    Math.max(0, ...precision.filter((_, i) => (i + 1) / objects >= r * 0.01)),
  );
}

/** Per size band, the weighted mean of IoU x recall x class that make_pycocotools.py keeps. */
function weightedPrecision(data: RandomCoco): number[] {
  const rules = protocolNamed('coco');
  const outcomes = evaluateScene(buildScene(toColumns(data), rules), rules);
  return rules.areaRanges.map((_, band) => {
    const sampled = outcomes.map(({ curves }) =>
      curves[band].map((curve) => (curve.objects === 0 ? undefined : sampledPrecision(curve))),
    );
    let sum = 0;
    let n = 0;
    for (let t = 0; t < rules.iou.length; t++) {
      for (let r = 0; r < 101; r++) {
        for (let k = 0; k < sampled.length; k++, n++)
          sum += (sampled[k][t]?.[r] ?? -1) * (((n * 7919) % 1009) / 1009);
      }
    }
    return sum / n;
  });
}
