import type { Box, Size } from './box.js';

/**
 * Share of the shorter side that the one crop of single-crop accuracy takes: 224 of 256 pixels, as in the public
 * replication and section 7's smallest scale. Networks with inputs of another side take the same share unless their
 * card says otherwise.
 */
export const CENTRE_SHARE = 224 / 256;

/**
 * The one crop of single-crop accuracy: the middle square of the image. For a network of 224 pixels this is the
 * image resized to a shorter side of 256, and of that the middle 224 x 224.
 *
 * @param share of the shorter side, 1 for the largest square
 */
export function centreCrop({ width, height }: Size, share = CENTRE_SHARE): Box {
  const half = (share * Math.min(width, height)) / 2;
  return { x1: width / 2 - half, y1: height / 2 - half, x2: width / 2 + half, y2: height / 2 + half };
}
