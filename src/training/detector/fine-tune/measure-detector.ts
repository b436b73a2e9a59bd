import { SCORE_FLOOR } from '../../../../detection/defaults.js';
import type { Detection } from '../../../../detection/detection.js';
import type { Detector } from '../../../../detection/detector.js';
import { loadDetector } from '../../../../detection/load-detector.js';
import { evaluateDetections } from '../../../../eval/evaluate.js';
import type { DetectedObject } from '../../../../eval/inputs.js';
import type { ProposalSource } from '../../../../proposals/source.js';
import { selectImages } from '../../../datasets/edit.js';
import { photographPath } from '../../../datasets/photograph-path.js';
import type { Dataset, ImageRecord } from '../../../datasets/records.js';
import { throwIfAborted } from '../../../errors.js';
import type { LongWork } from '../../../progress.js';
import { keyedStream, shuffled } from '../../../random/keyed-stream.js';
import { PURPOSE } from '../../../random/purposes.js';
import type { KeptProposals } from './kept-proposals.js';

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
  const order = shuffled(keyedStream(PURPOSE.measuredPhotographs), dataset.images.length);
  const sample = selectImages(dataset, [...order.subarray(0, photographs).sort()]);
  const { images, classes, truth } = sample;
  using detector = await openToMeasure(file, { count, proposals });
  const detections: DetectedObject[] = [];
  for (const [i, image] of images.entries()) {
    throwIfAborted(signal);
    const found = await detector.detect(photographPath(sample, image));
    detections.push(...found.detections.map((detection) => objectOf(image, detection)));
    onProgress?.({ stage: 'validation', done: i + 1, total: images.length, item: image.id });
  }
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
