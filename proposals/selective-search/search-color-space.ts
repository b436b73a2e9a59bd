/** P = pixels. One unit of a search: one colour space, segmented at some k and grouped by some strategies. */
import type { Raster } from '../../src/imaging/raster.js';
import { adjacency } from './adjacency.js';
import type { ColorSpace, Planes } from './color-spaces.js';
import { edgeCount, KEYS, WEIGHT_STEPS } from './edges.js';
import { group, type MergeTree } from './grouping.js';
import type { ImageOperations } from './image-operations.js';
import type { Kernels } from './kernels.js';
import { type MserKernels, type StableRegions, stableRegions, stableRoom } from './mser.js';
import { CODE_BYTES } from './pixel-codes.js';
import { type Prepared, prepare } from './prepare.js';
import { makeRegions } from './regions.js';
import { measuresOf, type Strategy } from './similarity.js';

/**
 * OpenCV's own values, but for the largest region: what covers more of the image has a segment of its own. Smaller
 * deltas find more, mostly texture.
 */
const MSER = { delta: 5, minArea: 60, maxVariation: 0.25, minDiversity: 0.2, largestShare: 0.5 };

export interface Unit {
  readonly colorSpace: ColorSpace;
  readonly ks: readonly number[];
  readonly strategies: readonly Strategy[];
  /** Also return the pixels' segments. */
  readonly withLabels: boolean;
  /** Channels whose stable regions are wanted. */
  readonly stableChannels: readonly number[];
}

/** What a unit found. */
export interface UnitFound {
  /** In the order of `ks`, each in the order of `strategies`. */
  readonly hierarchies: Hierarchy[];
  /** In the order of `stableChannels`. */
  readonly stable: StableSet[];
}

/** The stable regions of one channel, in pixels of the searched raster. */
export interface StableSet extends StableRegions {
  readonly colorSpace: ColorSpace;
  readonly channel: number;
}

/** One hierarchy and where it came from. Coordinates are pixels of the searched raster. */
export interface Hierarchy {
  readonly colorSpace: ColorSpace;
  readonly k: number;
  readonly strategy: Strategy;
  readonly tree: MergeTree;
  /** 4 per region of the tree: x1, y1, x2, y2, half-open. */
  readonly box: Int32Array;
  /** Pixels of each region. */
  readonly size: Int32Array;
  /** P segment numbers, where asked for. */
  readonly labels?: Int32Array;
}

/** Everything that the units of a search found. */
export interface SearchSets {
  readonly hierarchies: readonly Hierarchy[];
  readonly stable: readonly StableSet[];
}

/** What a thread that searches works with. */
export interface SearchTools {
  readonly kernels: Kernels & MserKernels;
  readonly images: ImageOperations;
}

/** All that one thread does for one colour space, from pixels to regions. */
export function searchColorSpace({ kernels, images }: SearchTools, image: Raster, unit: Unit): UnitFound {
  return searchPrepared(kernels, prepare(images, image, unit), unit);
}

/** The search itself, which needs no image library. */
export function searchPrepared(
  kernels: SearchTools['kernels'],
  { planes: { width, height, channels, data }, blurred }: Prepared,
  unit: Unit,
): UnitFound {
  const { memory } = kernels;
  memory.reset();
  const planes = { width, height, channels, data: memory.uint8(data.length) };
  planes.data.set(data);
  const hierarchies = unit.ks.length > 0 ? segmentAndGroup(kernels, planes, blurred, unit) : [];
  // The segmentation's memory is free again; the planes, at its beginning, stay.
  memory.reset();
  memory.uint8(data.length);
  return { hierarchies, stable: stableSets(kernels, planes, unit) };
}

/** Sets that are small enough to be sent are made from memory that the next channel uses again. */
function stableSets(
  kernels: SearchTools['kernels'],
  planes: Planes,
  { colorSpace, stableChannels }: Unit,
): StableSet[] {
  const { width, height, data } = planes;
  const pixels = width * height;
  const room = stableRoom(kernels.memory, planes);
  const options = { ...MSER, maxArea: MSER.largestShare * pixels };
  return stableChannels.map((channel) => {
    const plane = data.subarray(channel * pixels, (channel + 1) * pixels);
    return { colorSpace, channel, ...stableRegions(kernels, room, { plane, size: planes, options }) };
  });
}

function segmentAndGroup(kernels: Kernels, planes: Planes, smooth: Float32Array, unit: Unit): Hierarchy[] {
  const { memory } = kernels;
  const { width, height } = planes;
  const pixels = width * height;
  const blurred = memory.float32(smooth.length);
  blurred.set(smooth);
  const codes = memory.uint8(CODE_BYTES * pixels);
  kernels.pixelCodes({ planes, blurred, codes });
  const graph = sortedGraph(kernels, blurred, planes);
  return unit.ks.flatMap((k) => {
    const count = kernels.segmentGraph({ ...graph, k: k * WEIGHT_STEPS, minSize: k });
    const { labels } = graph;
    const pairs = adjacency(kernels, { width, height, labels, count });
    const regions = makeRegions(memory, count);
    const { channels } = planes;
    kernels.fillSegments({ labels, width, height, count, codes, channels, regions });
    const kept = unit.withLabels ? { labels: labels.slice() } : {};
    return unit.strategies.map((strategy) => {
      const of = { regions, measures: measuresOf(strategy), channels, pixels };
      const tree = group(kernels, pairs, count, of);
      const { colorSpace } = unit;
      return { colorSpace, k, strategy, tree, box: regions.box.slice(), size: regions.size.slice(), ...kept };
    });
  });
}

/** The sorted edges, and room for the segmentations that read them. */
function sortedGraph(kernels: Kernels, planes: Float32Array, { width, height }: Planes) {
  const { memory } = kernels;
  const pixels = width * height;
  const keys = memory.uint16(4 * pixels);
  kernels.edgeKeys({ planes, width, height, keys });
  const ends = memory.uint32(KEYS);
  const order = memory.uint32(edgeCount(width, height));
  kernels.sortEdges({ keys, ends, order });
  return {
    ...{ order, ends, width },
    parent: memory.int32(pixels),
    size: memory.int32(pixels),
    limit: memory.float32(pixels),
    open: memory.uint32(order.length),
    labels: memory.int32(pixels),
  };
}
