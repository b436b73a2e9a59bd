/**
 * P = pixels. The colour spaces of selective search. Every channel is stretched to 0..255 so that one segmentation
 * scale `k` means about the same in each (Selective Search, section 3.2).
 */
import type { Size } from '../../src/geometry/box.js';

/** How many channels each space has. `rgI`: normalised red and green, and intensity (a grey-scale image). */
export const COLOR_SPACES = { hsv: 3, lab: 3, rgb: 3, rgI: 3, rg: 2, h: 1, i: 1 } as const;
export type ColorSpace = keyof typeof COLOR_SPACES;

/** The channels of a space in a buffer with room for three, P bytes each. */
export function channelsOf(planes: Uint8Array, { width, height }: Size, space: ColorSpace): Uint8Array[] {
  const pixels = width * height;
  const channel = (_: unknown, c: number) => planes.subarray(c * pixels, (c + 1) * pixels);
  return Array.from({ length: COLOR_SPACES[space] }, channel);
}

/** Planar bytes: channel c of pixel p is `data[c * P + p]`; always room for 3 channels, unused ones are 0. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}
