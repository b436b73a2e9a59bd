import { describe, expect, it } from 'vitest';
import {
  allCurves,
  classCurve,
  envelope,
  meanCurve,
  pointsOf,
} from '../../../../eval/report/charts/precision-recall.js';
import { countMarks } from '../../../support/svg.js';

const curve = { iou: 0.5, recall: [0.25, 0.5, 0.75], precision: [0.5, 2 / 3, 0.6], score: [0.9, 0.8, 0.7] };
const long = {
  iou: 0.5,
  recall: Array.from({ length: 5000 }, (_, i) => (i + 1) / 5000),
  precision: Array.from({ length: 5000 }, () => 1),
  score: [],
};

describe('points of a curve', () => {
  it('start at recall 0', () => expect(pointsOf(curve)[0]).toEqual({ recall: 0, precision: 0.5 }));
  it('are the best precisions from there on, for the area', () => {
    expect(envelope(curve).map(({ precision }) => precision)).toEqual([2 / 3, 2 / 3, 2 / 3, 0.6]);
  });
  it('are thinned, keeping both ends', () => {
    const points = pointsOf(long);
    expect(points).toHaveLength(161);
    expect(points[1].recall).toBe(1 / 5000);
    expect(points.at(-1)?.recall).toBe(1);
  });
  it('are none for a class that found nothing', () => {
    expect(pointsOf({ iou: 0.5, recall: [], precision: [], score: [] })).toEqual([]);
  });
});

describe('the mean curve', () => {
  it('counts a class that does not reach a recall as 0 there', () => {
    const mean = meanCurve([curve, { ...curve, recall: [0.1], precision: [1] }]);
    expect(mean[0]).toEqual({ recall: 0, precision: (2 / 3 + 1) / 2 });
    expect(mean[11].precision).toBeCloseTo(1 / 3, 12);
    expect(mean[75].precision).toBeCloseTo(0.3, 12);
    expect(mean[76].precision).toBe(0);
  });
});

describe('charts', () => {
  it('draw a line a class and the mean', () => {
    const row = { AP: 0.5, APs: [0.5], objects: 4, detections: 4, truePositives: 3, falsePositives: 1 };
    const classes = ['cat', 'dog'].map((name) => ({
      class: name,
      ...row,
      ignored: 0,
      recall: 0.75,
      curves: [curve],
    }));
    expect(countMarks(allCurves(classes), 'line')).toBe(3);
    expect(countMarks(allCurves([]), 'line')).toBe(0);
  });
  it('name the best and the worst classes, and leave the rest grey', () => {
    const row = { objects: 4, detections: 4, truePositives: 3, falsePositives: 1, ignored: 0, recall: 0.75 };
    const classes = Array.from({ length: 20 }, (_, i) => ({
      ...row,
      class: `class-${i}.`,
      AP: i / 20,
      APs: [i / 20],
      curves: [curve],
    }));
    const svg = allCurves(classes);
    expect(countMarks(svg, 'line')).toBe(21);
    const named = [...svg.matchAll(/<text[^>]*>(class-\d+\.)/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(
      ['class-0.', 'class-1.', 'class-2.', 'class-17.', 'class-18.', 'class-19.'].sort(),
    );
  });
  it('draw one class with its area, a line an IoU and the best threshold', () => {
    const svg = classCurve([curve, { ...curve, iou: 0.75 }], { recall: 0.5, precision: 2 / 3 });
    expect(countMarks(svg, 'area')).toBe(1);
    expect(countMarks(svg, 'line')).toBe(2);
    expect(countMarks(svg, 'dot')).toBe(1);
  });
});
