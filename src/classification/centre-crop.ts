import type { Box, Size } from '../geometry/box.js';

/** The image's shorter side, in pixels, from which the network's square is cut: 256 as in [C] and section 7's smallest scale. */
export const SHORTER_SIDE = 256;

/**
 * The one crop of single-crop accuracy: the image resized to a shorter side of 256, and of that the middle
 * inputSize x inputSize. Returned as the box of the original image that this comes to.
 */
export function centreCrop({ width, height }: Size, inputSize: number): Box {
  const half = ((inputSize / SHORTER_SIDE) * Math.min(width, height)) / 2;
  return { x1: width / 2 - half, y1: height / 2 - half, x2: width / 2 + half, y2: height / 2 + half };
}
