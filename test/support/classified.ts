/** What tests of classifiers make and compare. */
import { expect } from 'vitest';
import type { ClassifiedRegion } from '../../src/classification/results.js';

export const classes = ['n01', 'n02', 'n03', 'n04', 'n05', 'n06', 'n07'];

export const scoresOf = (predictions: readonly { class: string; score: number }[]) =>
  Object.fromEntries(predictions.map(({ class: name, score }) => [name, score]));

export const bestScores = (regions: readonly ClassifiedRegion[]) =>
  Float32Array.from(regions, ({ predictions }) => predictions[0]!.score);

export async function listOf<T>(results: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const result of results) list.push(result);
  return list;
}

/** To a hundred thousandth of the largest. */
export function expectClose(values: Float32Array, expected: Float32Array): void {
  expect(values).toHaveLength(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const apart = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(apart / largest).toBeLessThan(1e-5);
}
