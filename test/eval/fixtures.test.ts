import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluateDetections, type TruthObject } from '../../eval/index.js';
import { describeWith, shared } from '../support/shared.js';

const read = (...path: string[]) => JSON.parse(readFileSync(shared('fixtures', ...path), 'utf8'));

describeWith('fixtures/coco-eval-100')('coco-eval-100, published with pycocotools', () => {
  it('gives the twelve numbers', () => {
    const truth = read('coco-eval-100', 'instances_val2014_100.json');
    const results = read('coco-eval-100', 'instances_val2014_fakebbox100_results.json');
    const expected = read('coco-eval-100', 'expected.json');
    const name = new Map(truth.categories.map(({ id, name }: { id: number; name: string }) => [id, name]));
    const row = ({ image_id, category_id, bbox: [x, y, w, h] }: Annotation) => ({
      image: String(image_id),
      class: name.get(category_id) as string,
      box: { x1: x, y1: y, x2: x + w, y2: y + h },
    });
    const { metrics } = evaluateDetections({
      protocol: 'coco',
      truth: truth.annotations.map((a: Annotation) => ({ ...row(a), area: a.area, crowd: a.iscrowd === 1 })),
      detections: results.map((a: Annotation) => ({ ...row(a), score: a.score })),
      images: truth.images.map(({ id }: { id: number }) => String(id)),
      classes: [...name.values()] as string[],
    });
    expect(Object.keys(metrics)).toEqual(expected.keys);
    for (const [i, key] of expected.keys.entries()) expect(metrics[key]).toBeCloseTo(expected.values[i], 9);
  });
});

interface Annotation {
  image_id: number;
  category_id: number;
  bbox: [number, number, number, number];
  area: number;
  iscrowd: number;
  score: number;
}

describeWith('fixtures/voc-eval-toy')('voc-eval-toy, published with two other evaluators', () => {
  const toy = (folder: string, each: (image: string, fields: string[]) => void) => {
    for (const file of readdirSync(shared('fixtures', 'voc-eval-toy', folder)).sort()) {
      const lines = readFileSync(shared('fixtures', 'voc-eval-toy', folder, file), 'utf8')
        .trim()
        .split('\n');
      for (const line of lines) each(file, line.trim().split(/\s+/));
    }
  };
  // Published as x y width height; its evaluators, like the devkit, count inclusive pixels.
  const box = ([x, y, width, height]: string[]) => ({
    x1: +x,
    y1: +y,
    x2: +x + +width + 1,
    y2: +y + +height + 1,
  });
  const truth: TruthObject[] = [];
  toy('gts', (image, [name, ...rest]) => truth.push({ image, class: name, box: box(rest) }));
  const detections: (TruthObject & { score: number })[] = [];
  toy('dets', (image, [name, score, ...rest]) =>
    detections.push({ image, class: name, score: +score, box: box(rest) }),
  );
  const expected = read('voc-eval-toy', 'expected.json');

  it.each([
    ['voc2007', expected.elevenPoint],
    ['voc2010', expected.everyPoint],
  ] as const)('gives the four APs under %s', (protocol, values) => {
    const { metrics } = evaluateDetections({ protocol, truth, detections, iou: expected.iou });
    for (const [t, iou] of expected.iou.entries()) expect(metrics[`mAP@${iou}`]).toBeCloseTo(values[t], 9);
  });
});
