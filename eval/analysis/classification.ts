/** What a classifier's accuracy is made of: what is taken for what, and what its scores are worth. */
import type { ClassificationInput } from '../classification.js';
import { type Calibration, CalibrationSums } from './scores.js';

/** Images of one class whose first guess is another one, or the same. */
export interface GuessCount {
  readonly truth: string;
  readonly guess: string;
  readonly count: number;
  /** Part of the images of the class, 0..1. */
  readonly share: number;
}

export interface ClassificationAnalysis {
  /** Most frequent first. Images without a guess are in none. */
  readonly guesses: readonly GuessCount[];
  /** Of the first guesses; absent where not all have a score. */
  readonly calibration?: Calibration;
}

/** @throws nothing: what is wrong with an input, `evaluateClassification` says */
export function analyseClassification({ truth, predictions }: ClassificationInput): ClassificationAnalysis {
  const found = new Map(predictions.map((prediction) => [prediction.image, prediction]));
  const images = new Map<string, number>();
  const counts = new Map<string, { truth: string; guess: string; count: number }>();
  const sums = new CalibrationSums();
  for (const { image, class: label } of truth) {
    images.set(label, (images.get(label) ?? 0) + 1);
    const { classes: [guess] = [], score } = found.get(image) ?? {};
    if (guess === undefined) continue;
    const key = JSON.stringify([label, guess]);
    const cell = counts.get(key) ?? { truth: label, guess, count: 0 };
    counts.set(key, cell);
    cell.count++;
    if (score !== undefined) sums.add(score, guess === label);
  }
  const scored = predictions.length > 0 && predictions.every(({ score }) => score !== undefined);
  return {
    guesses: [...counts.values()]
      .map((cell) => ({ ...cell, share: cell.count / images.get(cell.truth)! }))
      .sort((a, b) => b.count - a.count),
    ...(scored && { calibration: sums.calibration() }),
  };
}
