import type { Tensor } from '../../src/engines/engine.js';
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import { joinFloats } from '../../src/join-floats.js';
import type { SharedTrunk } from '../../src/trunk/shared-trunk.js';
import type { Preprocessing } from '../../src/weights/model-card.js';

/** R regions of one image to R rows of each network output, in order. */
export interface OpenImage {
  /** @param boxes pixels of the image; each must have an area */
  read(boxes: Boxes): Promise<Readonly<Record<string, Tensor>>>;
}

/** Runs the region part of a network. One image is open at a time. */
export interface RegionReader extends Disposable {
  /** Regions that one `read` should bring: enough to fill the cores, few enough for their caches. */
  readonly batch: number;
  /** Where regions share a map: what makes it. Stays the reader's. */
  readonly trunk?: SharedTrunk;
  open(image: Raster): Promise<OpenImage>;
}

/**
 * One output of the network for any number of regions.
 *
 * @param boxes R, pixels of the image; each must have an area
 * @param options `batch`: the reader's
 * @returns R x F, in order
 */
export async function readRegions(
  opened: OpenImage,
  boxes: Boxes,
  { batch, output }: { readonly batch: number; readonly output: string },
): Promise<Float32Array> {
  const parts: Float32Array[] = [];
  for (let start = 0; start < boxes.length; start += batch) {
    parts.push((await opened.read(boxes.slice(start, start + batch)))[output]!.data);
  }
  return joinFloats(parts);
}

/** The parts of a model's record that say how pixels become input. */
export type Input = Pick<Preprocessing, 'channelOrder' | 'mean'>;
