/**
 * A prediction is its prior plus a residual, 4 numbers in the order x1, y1, x2, y2: how far each corner lies from
 * the prior's, in sides of the prior, over {@link DEVIATION}. (The paper's residuals are in sides of the image,
 * which leaves small boxes next to no loss.)
 */
import type { Box } from '../../src/geometry/box.js';

/** About the deviation of matched residuals, so that the location loss weighs as the paper's alpha has it. */
const DEVIATION = 0.15;

/** Writes the 4 residuals of a box to `into` from `at` on. Box and prior are in the same units. */
export function encode(box: Box, prior: Box, into: Float32Array, at: number): void {
  const width = (prior.x2 - prior.x1) * DEVIATION;
  const height = (prior.y2 - prior.y1) * DEVIATION;
  into[at] = (box.x1 - prior.x1) / width;
  into[at + 1] = (box.y1 - prior.y1) / height;
  into[at + 2] = (box.x2 - prior.x2) / width;
  into[at + 3] = (box.y2 - prior.y2) / height;
}

/** The way back. */
export function decode(residual: Float32Array, at: number, prior: Box): Box {
  const width = (prior.x2 - prior.x1) * DEVIATION;
  const height = (prior.y2 - prior.y1) * DEVIATION;
  return {
    x1: prior.x1 + residual[at] * width,
    y1: prior.y1 + residual[at + 1] * height,
    x2: prior.x2 + residual[at + 2] * width,
    y2: prior.y2 + residual[at + 3] * height,
  };
}
