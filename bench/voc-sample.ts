/** Photographs of a VOC split for benchmarks of detectors, and how detections on them are judged. */
import { evaluateDetections } from '../eval/evaluate.js';
import type { DetectedObject, TruthObject } from '../eval/inputs.js';
import { type Dataset, DIFFICULT } from '../src/datasets/records.js';
import { boxOfRow } from '../src/datasets/rows.js';

/** Places evenly spread over a list, so that every class is there. */
export function spread<T>(all: readonly T[], limit: number): number[] {
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, i) => Math.floor((i * all.length) / count));
}

/** The objects of some of a data set's photographs. @param used their places */
export function truthOf({ images, classes, truth }: Dataset, used: readonly number[]): TruthObject[] {
  const wanted = new Set(used);
  return [...Array(truth.length).keys()]
    .filter((row) => wanted.has(truth.image[row]!))
    .map((row) => ({
      image: images[truth.image[row]!]!.id,
      class: classes[truth.class[row]!]!.name,
      box: boxOfRow(truth, row),
      difficult: (truth.flags[row]! & DIFFICULT) !== 0,
    }));
}

/** mAP at IoU 0.5 by the rules of VOC 2010. */
export function meanPrecision(truth: readonly TruthObject[], detections: readonly DetectedObject[]): number {
  return evaluateDetections({ protocol: 'voc2010', truth, detections }).metrics['mAP']!;
}
