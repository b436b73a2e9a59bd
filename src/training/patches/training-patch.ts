import type { Preprocessing } from '../../imaging/preprocessing.js';
import type { Raster } from '../../imaging/raster.js';
import { INTERPOLATIONS } from '../../imaging/taps.js';
import { warpBox } from '../../imaging/warp.js';
import { keyedStream } from '../../random/keyed-stream.js';
import { PURPOSE } from '../../random/purposes.js';
import { patchBox } from './patch-box.js';
import { distort, drawDistortion } from './photometric.js';

/** Which patch: the same key gives the same bytes in any thread at any time. */
interface PatchKey {
  readonly seed: number;
  readonly epoch: number;
  /** Of the photograph in its data set. */
  readonly index: number;
}

/** What patches are drawn from; without it, as in the paper. */
export interface PatchDistribution {
  /** Least and largest share of the photograph's area. */
  readonly area?: readonly [number, number];
  readonly photometric?: boolean;
}

export interface PatchOptions extends PatchDistribution {
  /** Side of the square patch in pixels. */
  readonly side: number;
  readonly preprocessing: Preprocessing;
  /** Receives side x side x 3 floats (H x W x C, as training reads them) from `offset` on. */
  readonly into: Float32Array;
  readonly offset?: number;
}

const plain: Preprocessing = { channelOrder: 'rgb', mean: [0, 0, 0] };

/**
 * A training patch of a photograph [GoogLeNet 6]: 8 to 100 % of its area at an aspect from 3/4 to 4/3, resized to a
 * square by one of four interpolations with equal odds, mirrored half the time, with photometric distortions.
 */
export function trainingPatch(
  raster: Raster,
  { seed, epoch, index }: PatchKey,
  { side, preprocessing, into, offset = 0, area, photometric = true }: PatchOptions,
): void {
  const random = keyedStream(PURPOSE.patches, seed, epoch, index);
  const box = patchBox(raster, random, area);
  const method = INTERPOLATIONS[Math.floor(random() * INTERPOLATIONS.length)]!;
  const mirror = random() < 0.5;
  const planes = new Float32Array(3 * side * side); // C x H x W
  warpBox(raster, box, { width: side, height: side, into: planes, preprocessing: plain, method, mirror });
  if (photometric) distort(planes, drawDistortion(random));
  interleave(planes, { preprocessing, into, offset });
}

/** RGB planes of 0..255 to H x W x C in the network's order, mean subtracted. */
export function interleave(
  planes: Float32Array,
  { preprocessing, into, offset }: { preprocessing: Preprocessing; into: Float32Array; offset: number },
): void {
  const { channelOrder, mean, scale = 1 } = preprocessing;
  const size = planes.length / 3;
  if (offset + planes.length > into.length) {
    throw new RangeError(
      `Expected room for ${planes.length} floats at ${offset}, but the buffer has ${into.length}.`,
    );
  }
  for (let c = 0; c < 3; c++) {
    const plane = (channelOrder === 'rgb' ? c : 2 - c) * size;
    const level = mean[c]!;
    for (let i = 0, to = offset + c; i < size; i++, to += 3) into[to] = (planes[plane + i]! - level) * scale;
  }
}
