/**
 * Values of a training graph. Legend: N = images (or regions), C = channels in memory, H x W = map, B = block.
 * In memory a map is N x C / B x H x W x B; with B = 1 that is the usual N x C x H x W.
 */

/** Channels of one convolution, padded to whole blocks with channels of zeros, which stay zero. */
export interface Segment {
  readonly channels: number;
  readonly padded: number;
}

/** A map. With one cell it is also a matrix N x C: blocks make no difference then. */
export interface FeatureMap {
  /** Name of its value in the graph. */
  readonly value: string;
  readonly batch: number;
  /** Make up C. */
  readonly segments: readonly Segment[];
  readonly height: number;
  readonly width: number;
  /** No value is below 0, so that zeros around the map never win a maximum. */
  readonly nonNegative: boolean;
  /** True for images, whose 3 channels lie in planes whatever B is. */
  readonly planar?: boolean;
}

/** C. */
export function channelsOf({ segments }: Pick<FeatureMap, 'segments'>): number {
  return paddedChannels(segments);
}

/** Channels in memory, zeros included. */
export function paddedChannels(segments: readonly Segment[]): number {
  return segments.reduce((sum, { padded }) => sum + padded, 0);
}

/** Index in memory of each channel of the specification. */
export function placesOf(segments: readonly Segment[]): Int32Array {
  const places: number[] = [];
  let first = 0;
  for (const { channels, padded } of segments) {
    for (let channel = 0; channel < channels; channel++) places.push(first + channel);
    first += padded;
  }
  return Int32Array.from(places);
}

/** @param block B, to whole ones of which the channels are padded */
export function segmentOf(channels: number, block: number): Segment {
  return { channels, padded: Math.ceil(channels / block) * block };
}
