import type { Box } from './box.js';

export interface ContextOptions {
  /** Side of the network's square input in pixels. */
  readonly inputSize: number;
  /** Pixels of surroundings on every side, at the network's scale. */
  readonly context: number;
}

/**
 * R-CNN's region with context (arXiv 1311.2524, appendix A): after warping to inputSize x inputSize, the tight
 * box fills all but `context` pixels on every side. May leave the image.
 */
export function withContext({ x1, y1, x2, y2 }: Box, { inputSize, context }: ContextOptions): Box {
  const share = context / (inputSize - 2 * context);
  const dx = (x2 - x1) * share;
  const dy = (y2 - y1) * share;
  return { x1: x1 - dx, y1: y1 - dy, x2: x2 + dx, y2: y2 + dy };
}

/** A box about the same centre with sides `factor` times as long. May leave the image. */
export function enlarged({ x1, y1, x2, y2 }: Box, factor: number): Box {
  const dx = ((factor - 1) / 2) * (x2 - x1);
  const dy = ((factor - 1) / 2) * (y2 - y1);
  return { x1: x1 - dx, y1: y1 - dy, x2: x2 + dx, y2: y2 + dy };
}
