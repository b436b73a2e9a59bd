/**
 * The functions in which selective search spends its time, in two forms that give the same bits: over plain
 * typed arrays (the obvious one, the slow twin) and in WebAssembly with SIMD (wasm-kernels.ts), which needs all
 * arrays to come from its own `memory`.
 */
import { adjacentPairs, type FindPairs } from './adjacency.js';
import { type EdgeKeys, edgeKeys, type SortEdges, sortEdges } from './edges.js';
import { heapMemory, type Memory } from './memory.js';
import { type PixelCodes, pixelCodes } from './pixel-codes.js';
import { type FillSegments, fillSegments, mergeRegions } from './regions.js';
import { type SegmentGraph, segmentGraph } from './segmentation.js';
import { type SimilarityOf, similarity } from './similarity.js';

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

export const typedArrayKernels: Kernels = {
  memory: heapMemory,
  edgeKeys,
  sortEdges,
  segmentGraph,
  adjacentPairs,
  pixelCodes,
  fillSegments,
  grouping: (of) => ({
    merge: (a, b, into) => mergeRegions(of.regions, a, b, into),
    similarity: (a, b) => similarity(of, a, b),
  }),
};
