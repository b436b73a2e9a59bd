/**
 * The functions in which selective search spends its time: in WebAssembly with SIMD (wasm-kernels.ts), which needs all
 * arrays to come from its own `memory`. Their slow twins are in the tests (test/support/typed-array-kernels.ts).
 */
import type { FindPairs } from './adjacency.js';
import type { EdgeKeys, SortEdges } from './edges.js';
import type { Memory } from './memory.js';
import type { PixelCodes } from './pixel-codes.js';
import type { FillSegments } from './regions.js';
import type { SegmentGraph } from './segmentation.js';
import type { SimilarityOf } from './similarity.js';

export interface Kernels {
  readonly memory: Memory;
  edgeKeys(args: EdgeKeys): void;
  sortEdges(args: SortEdges): void;
  segmentGraph(args: SegmentGraph): number;
  adjacentPairs(args: FindPairs): number;
  pixelCodes(args: PixelCodes): void;
  fillSegments(args: FillSegments): void;
  grouping(of: SimilarityOf): GroupingKernels;
}

/** Called for every pair and every merge of one grouping: prepared once, since they take less time than a look-up. */
export interface GroupingKernels {
  /** Writes region `into` as the union of `a` and `b`, histograms included. */
  merge(a: number, b: number, into: number): void;
  similarity(a: number, b: number): number;
}
