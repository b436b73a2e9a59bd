import type { Prediction } from '../classification/results.js';
import { shortScore } from '../datasets/ndjson/detections.js';
import type { RcnnError } from '../errors.js';
import type { ResultLine } from './results-file.js';
import type { RunImage } from './run-images.js';

export interface PredictionLine extends ResultLine {
  readonly predictions: readonly Prediction[];
}

/** An image that could not be read. */
export interface FailureLine extends ResultLine {
  readonly error: string;
}

export function predictionLine({ id }: RunImage, predictions: readonly Prediction[]): PredictionLine {
  return { image: id, predictions: predictions.map((row) => ({ ...row, score: shortScore(row.score) })) };
}

export function failureLine({ id, path, file }: RunImage, { message }: RcnnError): FailureLine {
  return { image: id, error: message.replaceAll(path, file) };
}
