import type { Kernels } from '../../proposals/selective-search/kernels.js';
import type { Memory } from '../../proposals/selective-search/memory.js';
import { fillSegments, mergeRegions, similarity } from './slow-regions.js';
import { adjacentPairs, edgeKeys, pixelCodes, segmentGraph, sortEdges } from './slow-segments.js';

/** Plain arrays, left to the garbage collector. */
const heapMemory: Memory = {
  uint8: (length) => new Uint8Array(length),
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  int32: (length) => new Int32Array(length),
  float32: (length) => new Float32Array(length),
  reset: () => undefined,
};

/** The twins of wasm-kernels.ts. Stable regions have one of their own, in mser.test.ts. */
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
