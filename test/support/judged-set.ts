import type { DetectedObject, TruthObject } from '../../eval/index.js';
import type { ImageRecord } from '../../src/datasets/records.js';
import type { Box } from '../../src/geometry/box.js';

/** Four photographs of 120 x 90 pixels, three classes, and at least one error of every kind. */
export const judgedSet: {
  readonly images: readonly ImageRecord[];
  readonly classes: readonly string[];
  readonly truth: readonly TruthObject[];
  readonly detections: readonly DetectedObject[];
  readonly others: readonly DetectedObject[];
} = {
  images: ['a', 'b', 'c', 'd'].map((id) => ({ id, file: `${id}.png`, width: 120, height: 90 })),
  classes: ['cat', 'dog', 'traffic light'],
  truth: [
    object('a', 'cat', box(10, 10, 50, 60)),
    object('a', 'dog', box(60, 20, 110, 80), { truncated: true }),
    object('b', 'dog', box(5, 5, 60, 45)),
    object('b', 'traffic light', box(80, 10, 90, 40)),
    object('c', 'cat', box(20, 20, 100, 80), { occluded: true }),
    object('d', 'traffic light', box(30, 5, 50, 60)),
    object('d', 'cat', box(60, 50, 110, 85), { difficult: true }),
  ],
  detections: [
    found('a', 'cat', 0.9, box(10, 10, 50, 60)),
    found('a', 'cat', 0.6, box(12, 10, 50, 58)), // duplicate
    found('a', 'cat', 0.8, box(60, 20, 110, 80)), // classification
    found('b', 'dog', 0.7, box(5, 5, 60, 44)),
    found('b', 'dog', 0.75, box(5, 5, 30, 44)), // localisation
    found('b', 'cat', 0.5, box(5, 5, 28, 44)), // both
    found('c', 'dog', 0.4, box(0, 0, 15, 15)), // background
    found('c', 'cat', 0.35, box(22, 20, 100, 80)),
    found('d', 'cat', 0.3, box(60, 50, 110, 85)), // on a difficult object
  ],
  others: [
    found('a', 'dog', 0.9, box(60, 20, 110, 80)),
    found('b', 'dog', 0.2, box(5, 5, 60, 45)),
    found('d', 'traffic light', 0.9, box(30, 5, 50, 60)),
  ],
};

function box(x1: number, y1: number, x2: number, y2: number): Box {
  return { x1, y1, x2, y2 };
}

function object(image: string, name: string, place: Box, flags: Partial<TruthObject> = {}): TruthObject {
  return { image, class: name, box: place, ...flags };
}

function found(image: string, name: string, score: number, place: Box): DetectedObject {
  return { image, class: name, score, box: place };
}
