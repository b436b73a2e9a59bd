import { expect } from 'vitest';
import type { Tensor } from '../../src/engines/engine.js';

/**
 * Same shape, and every value within `tolerance` of the expected tensor's largest magnitude. The message names
 * the tensor and the place that differs most; a NaN differs from everything.
 */
export function expectClose(name: string, got: Tensor, expected: Tensor, tolerance = 1e-4): void {
  expect(got.shape, `shape of ${name}`).toEqual([...expected.shape]);
  expect(got.data.length, `length of ${name}`).toBe(expected.data.length);
  let largest = 0;
  for (const value of expected.data) largest = Math.max(largest, Math.abs(value));
  let worst = { index: -1, error: 0 };
  for (const [index, value] of expected.data.entries()) {
    const error = Math.abs(got.data[index]! - value);
    if (!(error <= worst.error)) worst = { index, error };
    if (Number.isNaN(error)) break;
  }
  const { index, error } = worst;
  const place = `${name}[${index}]: got ${got.data[index]}, expected ${expected.data[index]}`;
  expect(error <= tolerance * largest, `${place} (largest ${largest})`).toBe(true);
}
