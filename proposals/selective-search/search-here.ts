import type { SearchRunner } from './search.js';
import { type SearchTools, searchColorSpace } from './search-color-space.js';

/** Searches in the thread of the caller, unit after unit. */
export function searchHere(tools: SearchTools): SearchRunner {
  return {
    shrink: async (image, size) => tools.images.shrink(image, size),
    run: async (image, units) => units.map((unit) => searchColorSpace(tools, image, unit)),
  };
}
