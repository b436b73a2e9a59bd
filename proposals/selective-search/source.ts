import type { Boxes } from '../../src/geometry/boxes.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { ProposalSource } from '../source.js';
import type { SelectiveSearchOptions } from './options.js';
import { selectiveSearch } from './selective-search.js';

/** Selective search with fixed options, as a detector takes it. */
export class SelectiveSearchSource implements ProposalSource {
  readonly #options: SelectiveSearchOptions;

  constructor(options: SelectiveSearchOptions = {}) {
    this.#options = options;
  }

  propose(image: Raster): Promise<Boxes> {
    return selectiveSearch(image, this.#options);
  }

  /** Nothing to release: the search keeps nothing between two images. */
  [Symbol.dispose](): void {}
}
