/** P = pixels. One unit of a search: one colour space, segmented at some k and grouped by some strategies. */
import type { Raster } from '../../src/imaging/raster.js';
import { adjacency } from './adjacency.js';
import { type ColorSpace, toPlanes } from './color-spaces.js';
import { sortEdges } from './edges.js';
import { blur, gaussianTaps } from './gaussian.js';
import { group, type MergeTree } from './grouping.js';
import { CODE_BYTES, pixelCodes } from './pixel-codes.js';
import { segmentRegions } from './regions.js';
import { segment } from './segmentation.js';
import { measuresOf, type Strategy } from './similarity.js';

/** Gaussian before segmentation, in pixels (Felzenszwalb and Huttenlocher's own value). */
const SIGMA = 0.8;

export interface Unit {
  readonly colorSpace: ColorSpace;
  readonly ks: readonly number[];
  readonly strategies: readonly Strategy[];
  /** Also return the pixels' segments. */
  readonly withLabels: boolean;
}

/** One hierarchy and where it came from. Coordinates are pixels of the searched raster. */
export interface Hierarchy {
  readonly colorSpace: ColorSpace;
  readonly k: number;
  readonly strategy: Strategy;
  readonly tree: MergeTree;
  /** 4 a region of the tree: x1, y1, x2, y2, half-open. */
  readonly box: Int32Array;
  /** Pixels of each region. */
  readonly size: Int32Array;
  /** P segment numbers, where asked for. */
  readonly labels?: Int32Array;
}

/** Hierarchies in the order of `ks`, each in the order of `strategies`. */
export function searchColorSpace(image: Raster, unit: Unit): Hierarchy[] {
  const { width, height } = image;
  const pixels = width * height;
  const planes = toPlanes(image, unit.colorSpace, new Uint8Array(3 * pixels));
  const blurred = new Float32Array(3 * pixels);
  const scratch = new Float32Array(pixels);
  for (let channel = 0; channel < planes.channels; channel++) {
    const [start, end] = [channel * pixels, (channel + 1) * pixels];
    const source = planes.data.subarray(start, end);
    blur({ source, target: blurred.subarray(start, end), scratch, width, height, taps: gaussianTaps(SIGMA) });
  }
  const codes = new Uint8Array(CODE_BYTES * pixels);
  pixelCodes(planes, blurred, codes);
  const edges = sortEdges(blurred, width, height);
  return unit.ks.flatMap((k) => {
    const segmentation = segment(edges, { width, height, k, minSize: k });
    const pairs = adjacency(segmentation);
    const regions = segmentRegions(segmentation, codes);
    return unit.strategies.map((strategy) => {
      const measures = measuresOf(strategy);
      const tree = group(pairs, segmentation.count, { regions, measures, channels: planes.channels, pixels });
      const labels = unit.withLabels ? { labels: segmentation.labels } : {};
      return {
        colorSpace: unit.colorSpace,
        k,
        strategy,
        tree,
        box: regions.box.slice(),
        size: regions.size.slice(),
        ...labels,
      };
    });
  });
}
