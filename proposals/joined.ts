import { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { withoutDoubles } from './doubles.js';
import {
  type ExplainedProposals,
  explainProposals,
  type ProposalRequest,
  type ProposalSource,
} from './source.js';

/**
 * Two sources as one, the paper's setting (arXiv 1409.4842, section 8): all boxes of the first, MultiBox's, few and
 * good, then those of the second that are not among them.
 */
export class JoinedProposals implements ProposalSource {
  readonly #first: ProposalSource;
  readonly #second: ProposalSource;

  /** Owns the sources from now on. */
  constructor(first: ProposalSource, second: ProposalSource) {
    this.#first = first;
    this.#second = second;
  }

  async propose(image: Raster, request: ProposalRequest = {}): Promise<Boxes> {
    const sets = await Promise.all([
      this.#first.propose(image, { name: request.name }),
      this.#second.propose(image, request),
    ]);
    return joined(sets, request);
  }

  async explain(image: Raster, request: ProposalRequest = {}): Promise<ExplainedProposals> {
    const [first, second] = await Promise.all([
      explainProposals(this.#first, image, { name: request.name }),
      explainProposals(this.#second, image, request),
    ]);
    return { boxes: joined([first.boxes, second.boxes], request), search: second.search ?? first.search };
  }

  [Symbol.dispose](): void {
    this.#first[Symbol.dispose]();
    this.#second[Symbol.dispose]();
  }
}

function joined(sets: readonly Boxes[], { count }: ProposalRequest): Boxes {
  const boxes = withoutDoubles(Boxes.concat(sets));
  return count === undefined ? boxes : boxes.slice(0, count);
}
