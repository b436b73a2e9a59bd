/** Selective search as Node.js runs it. */
import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import { planSearch, type SelectiveSearchOptions } from './options.js';
import { type ExplainedSearch, search } from './search.js';
import { threadedSearch } from './search-threads.js';

/**
 * Class-independent candidate boxes for the objects of a photograph.
 *
 * Any size and content is taken: images above `maxPixels` are searched at that size and their boxes mapped back,
 * smaller ones as they are. The same image, options and seed give the same boxes, whatever the number of threads.
 *
 * @returns at most `count` boxes inside the image, best first, none twice; the whole image is always found
 * @throws RcnnError `bad-option`; `bad-image` when the raster's bytes do not fit its size
 */
export async function selectiveSearch(image: Raster, options?: SelectiveSearchOptions): Promise<Boxes> {
  const plan = planSearch(options);
  return (await search(image, plan, { runner: threadedSearch(plan.threads), withLabels: false })).boxes;
}

/** As {@link selectiveSearch}, with the segments and merge trees that led to the boxes. */
export async function explainSelectiveSearch(
  image: Raster,
  options?: SelectiveSearchOptions,
): Promise<ExplainedSearch> {
  const plan = planSearch(options);
  return search(image, plan, { runner: threadedSearch(plan.threads), withLabels: true });
}
