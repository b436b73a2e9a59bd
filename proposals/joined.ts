import { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
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
    return withoutDoubles(await Promise.all(this.#sources.map((source) => source.propose(image, name))));
  }

  [Symbol.dispose](): void {
    for (const source of this.#sources) source[Symbol.dispose]();
  }
}

/** All boxes in order, of equal ones the first. */
function withoutDoubles(sets: readonly Boxes[]): Boxes {
  const all = Boxes.concat(sets);
  const seen = new Set<string>();
  const first = [...all].map(({ x1, y1, x2, y2 }) => {
    const known = seen.size;
    return seen.add(`${x1} ${y1} ${x2} ${y2}`).size > known;
  });
  return all.pick([...first.keys()].filter((i) => first[i]));
}
