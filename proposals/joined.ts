import { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { withoutDoubles } from './doubles.js';
import type { ProposalSource } from './source.js';

/**
 * Two sources as one, the paper's setting (arXiv 1409.4842, section 8): all boxes of the first, MultiBox's, few and
 * good, then those of the second that are not among them.
 */
export class JoinedProposals implements ProposalSource {
  readonly #sources: readonly ProposalSource[];

  /** Owns the sources from now on. */
  constructor(first: ProposalSource, second: ProposalSource) {
    this.#sources = [first, second];
  }

  async propose(image: Raster, name?: string): Promise<Boxes> {
    const sets = await Promise.all(this.#sources.map((source) => source.propose(image, name)));
    return withoutDoubles(Boxes.concat(sets));
  }

  [Symbol.dispose](): void {
    for (const source of this.#sources) source[Symbol.dispose]();
  }
}
