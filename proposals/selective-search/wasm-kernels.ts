/** The kernels compiled from assembly/kernels.ts: checks nothing, hands byte offsets through. */
import { kernelInstance } from '../../src/platform/wasm/kernels.js';
import type { Kernels } from './kernels.js';
import { kernelsBinary } from './kernels-binary.js';
import type { MserKernels } from './mser.js';
import { BINS_PER_DIFFERENCE } from './pixel-codes.js';
import { measureBits } from './similarity.js';
import { WasmMemory } from './wasm-memory.js';

type Exports = Record<
  | 'edgeKeys'
  | 'sortEdges'
  | 'segment'
  | 'adjacentPairs'
  | 'colorCodes'
  | 'textureCodes'
  | 'measureSegments'
  | 'countCodes'
  | 'finishSegments'
  | 'mergeRegions'
  | 'similarity'
  | 'extremalRegions'
  | 'stableRegions',
  (...args: number[]) => number
>;

/** A new instance with a memory of its own: one per thread. @param mostBytes see {@link WasmMemory} */
export function wasmKernels(mostBytes?: number): Kernels & MserKernels {
  const memory = new WasmMemory(mostBytes);
  const wasm = kernelInstance<Exports>(kernelsBinary, {
    memory: memory.memory,
    abort: () => {
      throw new Error('A kernel of selective search stopped itself.');
    },
  });
  return { ...kernelsOf(wasm, memory), ...mserKernels(wasm) };
}

function kernelsOf(wasm: Exports, memory: WasmMemory): Kernels {
  return {
    memory,
    edgeKeys: ({ planes, width, height, keys }) => {
      wasm.edgeKeys(at(planes), width, height, at(keys));
    },
    sortEdges: ({ keys, ends, order }) => {
      wasm.sortEdges(at(keys), keys.length, at(ends), at(order));
    },
    segmentGraph: ({ order, ends, width, k, minSize, parent, size, limit, open, labels }) =>
      wasm.segment(
        ...[at(order), at(ends), width, labels.length, k, minSize],
        ...[at(parent), at(size), at(limit), at(open), at(labels)],
      ),
    adjacentPairs: ({ labels, width, height, count, table, keys }) =>
      wasm.adjacentPairs(at(labels), width, height, count, at(table), table.length, at(keys)),
    pixelCodes: ({ planes, blurred, codes }) => {
      const { width, height, channels, data } = planes;
      const pixels = width * height;
      if (channels < 3) codes.fill(0);
      wasm.colorCodes(at(data), pixels, channels, at(codes));
      for (let channel = 0; channel < channels; channel++) {
        const plane = at(blurred) + 4 * channel * pixels;
        wasm.textureCodes(plane, width, height, at(codes) + 4 + 4 * channel, BINS_PER_DIFFERENCE);
      }
    },
    fillSegments: ({ labels, width, height, count, codes, channels, regions }) => {
      const { size, box, counts, shares } = regions;
      wasm.measureSegments(at(labels), width, height, count, at(size), at(box));
      wasm.countCodes(at(labels), labels.length, at(codes), channels, at(counts));
      wasm.finishSegments(at(size), at(counts), at(shares), count);
    },
    grouping: groupingOf(wasm),
  };
}

function groupingOf(wasm: Exports): Kernels['grouping'] {
  return ({ regions, measures, channels, pixels }) => {
    const [size, box] = [at(regions.size), at(regions.box)];
    const [counts, shares] = [at(regions.counts), at(regions.shares)];
    const bits = measureBits(measures);
    return {
      merge: (a, b, into) => wasm.mergeRegions(size, box, counts, shares, a, b, into),
      similarity: (a, b) => wasm.similarity(size, box, shares, channels, pixels, bits, a, b),
    };
  };
}

function mserKernels(wasm: Exports): Omit<MserKernels, 'memory'> {
  return {
    extremalRegions: ({ levels, seen, edges, link, stride, scratch, keep, tree }) =>
      wasm.extremalRegions(at(levels), at(seen), at(edges), at(link), stride, at(scratch), keep, at(tree)),
    stableRegions: ({
      tree,
      count,
      delta,
      minArea,
      maxArea,
      maxVariation,
      minDiversity,
      variation,
      marks,
      found,
    }) =>
      wasm.stableRegions(
        ...[at(tree), count, delta, minArea, maxArea, maxVariation, minDiversity],
        ...[at(variation), at(marks), at(found)],
      ),
  };
}

function at({ byteOffset }: { readonly byteOffset: number }): number {
  return byteOffset;
}
