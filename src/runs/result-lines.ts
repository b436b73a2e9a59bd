import type { Prediction } from '../classification/classifier.js';
import type { RcnnError } from '../errors.js';
import type { Size } from '../geometry/box.js';
import type { Detection } from '../../detection/detection.js';
import type { ResultLine } from './results-file.js';
import type { RunImage } from './run-images.js';

export interface DetectionLine extends ResultLine, Size {
  readonly detections: readonly Detection[];
}

export interface PredictionLine extends ResultLine {
  readonly predictions: readonly Prediction[];
}

/** An image that could not be read. */
export interface FailureLine extends ResultLine {
  readonly error: string;
}

export function detectionLine(
  { id }: RunImage,
  { width, height, detections }: Size & { readonly detections: readonly Detection[] },
): DetectionLine {
  return { image: id, width, height, detections: detections.map(withShortScore) };
}

export function predictionLine({ id }: RunImage, predictions: readonly Prediction[]): PredictionLine {
  return { image: id, predictions: predictions.map(withShortScore) };
}

export function failureLine({ id, path, file }: RunImage, { message }: RcnnError): FailureLine {
  return { image: id, error: message.replaceAll(path, file) };
}

/**
 * Nine digits tell any two float32 apart, so that order and ties of the scores, and with them every metric, stay
 * as computed; written as the float64 that it is, a score takes twice as many.
 */
function withShortScore<T extends { readonly score: number }>(row: T): T {
  return { ...row, score: Number(row.score.toPrecision(9)) };
}
