/** What is compared: our presets and OpenCV's modes, each a function from a photograph to timed boxes. */
import type { SelectiveSearchOptions } from '../../proposals/selective-search/options.js';
import { selectiveSearch } from '../../proposals/selective-search/selective-search.js';
import { decodeImage } from '../../src/platform/node/decode.js';
import type { Proposed } from './box-cache.js';
import { codeKey } from './code-key.js';
import type { OpenCvPeer } from './opencv-peer.js';

/** What the boxes of the search depend on. */
export const SEARCH_CODE = ['proposals/selective-search', 'proposals/pooling.ts', 'src/random'];

export interface Source {
  readonly name: string;
  /** Of what the boxes depend on, for the name of their file. */
  readonly key: string;
  readonly propose: (path: string) => Promise<Proposed>;
}

/**
 * OpenCV first, so that ratios of time are against it. BENCH_SOURCES ("fast,double") leaves others out.
 *
 * @param more come last
 */
export function sourcesFor(peer: OpenCvPeer | undefined, more: readonly Source[]): Source[] {
  const opencv = (['fast', 'quality'] as const).map(
    (mode): Source => ({
      name: `OpenCV ${mode}`,
      key: 'opencv',
      propose: (path) => peer!.propose(mode, path),
    }),
  );
  const all = [
    ...(peer ? opencv : []),
    ours('single', { preset: 'single' }),
    ours('fast', { preset: 'fast' }),
    ours('fast (1 thread)', { preset: 'fast', threads: 1 }),
    ours('fast + stable', { preset: 'fast', stableRegions: true }),
    ours('fast + stable (1 thread)', { preset: 'fast', stableRegions: true, threads: 1 }),
    ours('double + stable', { preset: 'double', stableRegions: true }),
    ours('quality', { preset: 'quality' }),
    ours('double', { preset: 'double' }),
    ours('fast (paper order)', { preset: 'fast', order: 'paper' }),
    ours("R-CNN's fast", { preset: 'fast', strategies: ['CTSF', 'TSF'], minSide: 20, order: 'paper' }),
    ...more,
  ];
  const wanted = process.env['BENCH_SOURCES']?.split(',');
  return wanted ? all.filter(({ name }) => wanted.includes(name)) : all;
}

function ours(name: string, options: SelectiveSearchOptions): Source {
  const propose = async (path: string) => {
    const raster = await decodeImage(path);
    const began = performance.now();
    const boxes = await selectiveSearch(raster, options);
    return { ms: performance.now() - began, boxes };
  };
  return { name, key: codeKey(SEARCH_CODE), propose };
}
