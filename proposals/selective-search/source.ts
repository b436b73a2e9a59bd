import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ExplainedProposals, ProposalRequest, ProposalSource } from '../source.js';
import type { SelectiveSearchOptions } from './options.js';
import { startSearchThreads } from './search-threads.js';
import { explainSelectiveSearch, selectiveSearch } from './selective-search.js';

/** Selective search with fixed options, as a detector takes it. Its threads start at once, while a network loads. */
export class SelectiveSearchSource implements ProposalSource {
  readonly #options: SelectiveSearchOptions;

  constructor(options: SelectiveSearchOptions = {}) {
    this.#options = options;
    startSearchThreads(options.threads);
  }

  propose(image: Raster, { count = this.#options.count }: ProposalRequest = {}): Promise<Boxes> {
    return selectiveSearch(image, { ...this.#options, count });
  }

  async explain(
    image: Raster,
    { count = this.#options.count }: ProposalRequest = {},
  ): Promise<ExplainedProposals> {
    const search = await explainSelectiveSearch(image, { ...this.#options, count });
    return { boxes: search.boxes, search };
  }

  /** Nothing to release: the search keeps nothing between two images. */
  [Symbol.dispose](): void {}
}
