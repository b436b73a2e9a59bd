import type { Prediction } from '../classification/results.js';
import { shortScore } from '../datasets/ndjson/detections.js';
import type { Tensor } from '../engines/engine.js';
import type { RcnnError } from '../errors.js';
import type { ResultLine } from './results-file.js';
import type { RunImage } from './run-images.js';

interface PredictionLine extends ResultLine {
  readonly predictions: readonly Prediction[];
}

interface FeatureLine extends ResultLine {
  /** C, or C x H x W. */
  readonly shape: readonly number[];
  /** Row by row, as the shape says. */
  readonly features: readonly number[];
}

/** An image that could not be read. */
interface FailureLine extends ResultLine {
  readonly error: string;
}

export function predictionLine({ id }: RunImage, predictions: readonly Prediction[]): PredictionLine {
  return { image: id, predictions: predictions.map((row) => ({ ...row, score: shortScore(row.score) })) };
}

/** Digits of a value: float32 has seven, of which machines differ in the last. */
const FEATURE_DIGITS = 6;

/** @param values of one image: 1 x C or 1 x C x H x W */
export function featureLine({ id }: RunImage, { data, shape }: Tensor): FeatureLine {
  const features = Array.from(data, (value) => Number(value.toPrecision(FEATURE_DIGITS)));
  return { image: id, shape: shape.slice(1), features };
}

export function failureLine({ id, path, file }: RunImage, { message }: RcnnError): FailureLine {
  return { image: id, error: message.replaceAll(path, file) };
}
