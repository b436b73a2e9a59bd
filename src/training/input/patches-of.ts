/** Legend: N = images of a batch, S = side of the patches. */
import { centreCrop } from '../../geometry/centre-crop.js';
import type { Preprocessing } from '../../imaging/preprocessing.js';
import type { Raster } from '../../imaging/raster.js';
import { cropRaster, warpBox } from '../../imaging/warp.js';
import { decodeImage } from '../../platform/node/decode.js';
import { interleave, type PatchDistribution, trainingPatch } from '../patches/training-patch.js';
import type { DecodedCache } from './decoded-cache.js';

/** What the threads need to know of a data set. */
export interface PhotographList {
  readonly files: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Photographs with a longer shorter side are kept reduced to this one, in pixels. */
  readonly keptSide: number;
}

/** A batch to make; the same batch is the same bytes, whichever thread makes it. */
export type BatchOrder = {
  /** N positions in the list of photographs. */
  readonly images: Uint32Array;
  readonly side: number;
} & (
  | ({ readonly kind: 'training'; readonly seed: number; readonly epoch: number } & PatchDistribution)
  | {
      readonly kind: 'centre';
      /** Of the shorter side. */
      readonly share: number;
      /** Which of the N are mirrored; default: none. */
      readonly mirrored?: readonly boolean[];
      /** N x 3 x S x S, as engines read images; default: N x S x S x 3, as training does. */
      readonly channelsFirst?: boolean;
    }
);

/** @returns N preprocessed patches */
export async function patchesOf(
  order: BatchOrder,
  { files, preprocessing, keptSide }: PhotographList,
  cache: DecodedCache,
): Promise<Float32Array> {
  const { images, side } = order;
  const into = new Float32Array(images.length * side * side * 3);
  for (const [n, image] of images.entries()) {
    const raster = cache.get(image) ?? (await decoded(files[image]!, keptSide));
    cache.put(image, raster);
    const target = { side, preprocessing, into, offset: n * side * side * 3 };
    if (order.kind === 'training') {
      const { seed, epoch, area, photometric } = order;
      trainingPatch(raster, { seed, epoch, index: image }, { ...target, area, photometric });
    } else {
      const { share, mirrored, channelsFirst = false } = order;
      centrePatch(raster, { ...target, share, mirror: mirrored?.[n] ?? false, channelsFirst });
    }
  }
  return into;
}

interface CentrePatch {
  readonly side: number;
  readonly share: number;
  readonly mirror: boolean;
  readonly channelsFirst: boolean;
  readonly preprocessing: Preprocessing;
  readonly into: Float32Array;
  readonly offset: number;
}

const plain: Preprocessing = { channelOrder: 'rgb', mean: [0, 0, 0] };

/** The centre crop as `classify` takes it. */
function centrePatch(raster: Raster, { side, share, mirror, channelsFirst, ...target }: CentrePatch): void {
  const box = centreCrop(raster, share);
  const size = { width: side, height: side, mirror };
  if (channelsFirst) {
    warpBox(raster, box, { ...size, ...target });
    return;
  }
  const planes = new Float32Array(3 * side * side);
  warpBox(raster, box, { ...size, into: planes, preprocessing: plain });
  interleave(planes, target);
}

/** A photograph reduced to what a network of this size can see of it: 12 megapixels would fill the memory. */
async function decoded(file: string, keptSide: number): Promise<Raster> {
  const raster = await decodeImage(file);
  const shorter = Math.min(raster.width, raster.height);
  if (shorter <= keptSide) return raster;
  const width = Math.round((raster.width * keptSide) / shorter);
  const height = Math.round((raster.height * keptSide) / shorter);
  return cropRaster(raster, { x1: 0, y1: 0, x2: raster.width, y2: raster.height }, { width, height });
}
