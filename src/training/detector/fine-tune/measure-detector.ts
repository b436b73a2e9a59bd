import { join } from 'node:path';
import { SCORE_FLOOR } from '../../../../detection/defaults.js';
import type { Detection } from '../../../../detection/detection.js';
import type { Detector } from '../../../../detection/detector.js';
import { loadDetector } from '../../../../detection/load-detector.js';
import { evaluateDetections } from '../../../../eval/evaluate.js';
import type { DetectedObject, TruthObject } from '../../../../eval/inputs.js';
import type { ProposalSource } from '../../../../proposals/source.js';
import { type Dataset, DIFFICULT, type ImageRecord } from '../../../datasets/records.js';
import { throwIfAborted } from '../../../errors.js';
import type { LongWork } from '../../../progress.js';
import { keyedStream, shuffled } from '../../../random/keyed-stream.js';
import type { KeptProposals } from './kept-proposals.js';

/** Of the sample: the same photographs for every run, so that runs compare. */
const SAMPLE = 7;

export interface MeasureOptions extends LongWork {
  /** What to find, with classes in any order. */
  readonly dataset: Dataset;
  readonly photographs: number;
  /** Proposals looked at in each. */
  readonly count: number;
  readonly proposals: KeptProposals;
}

/** mAP at IoU 0.5 by VOC 2010's rules of a detector's file on a sample of photographs, 0..1. */
export async function measureDetector(file: string, options: MeasureOptions): Promise<number> {
  const { dataset, photographs, count, proposals, signal, onProgress } = options;
  const { root = '', classes } = dataset;
  const order = shuffled(keyedStream(SAMPLE), dataset.images.length);
  const sample = [...order.subarray(0, photographs)].sort((a, b) => a - b);
  const images = sample.map((i) => dataset.images[i]!);
  const paths = images.map(({ id, file }) => join(root, file ?? id));
  using detector = await openToMeasure(file, { count, proposals });
  const detections: DetectedObject[] = [];
  for (const [i, path] of paths.entries()) {
    throwIfAborted(signal);
    const found = await detector.detect(path);
    detections.push(...found.detections.map((detection) => objectOf(images[i]!, detection)));
    onProgress?.({ stage: 'validation', done: i + 1, total: paths.length, item: images[i]!.id });
  }
  const truth = truthOf(dataset, sample);
  const { metrics } = evaluateDetections({ protocol: 'voc2010', truth, images, classes, detections });
  return metrics.mAP!;
}

/** A detector's file with all that counts for mAP, on kept proposals. */
export function openToMeasure(
  file: string,
  { count, proposals }: Pick<MeasureOptions, 'count' | 'proposals'>,
): Promise<Detector> {
  const options = { count, threshold: SCORE_FLOOR, proposals: sourceOf(proposals), worker: false };
  return loadDetector(file, options);
}

function objectOf({ id }: ImageRecord, detection: Detection): DetectedObject {
  return { image: id, ...detection };
}

function sourceOf(proposals: KeptProposals): ProposalSource {
  return { propose: (image, { name } = {}) => proposals.of(name!, image), [Symbol.dispose]() {} };
}

/** The objects of some images. */
function truthOf({ images, classes, truth }: Dataset, sample: readonly number[]): TruthObject[] {
  const wanted = new Set(sample);
  return Array.from({ length: truth.length }, (_, g) => g)
    .filter((g) => wanted.has(truth.image[g]!))
    .map((g) => ({
      image: images[truth.image[g]!]!.id,
      class: classes[truth.class[g]!]!.name,
      box: { x1: truth.x1[g]!, y1: truth.y1[g]!, x2: truth.x2[g]!, y2: truth.y2[g]! },
      difficult: (truth.flags[g]! & DIFFICULT) !== 0,
    }));
}
