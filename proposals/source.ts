import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import type { ExplainedSearch } from './selective-search/search.js';

/** What is known of the image beside its pixels, and what is wanted. */
export interface ProposalRequest {
  /** The image's path or name, where it has one: sources that look boxes up find them by it. */
  readonly name?: string | undefined;
  /** At most this many boxes, the best; default: all that the source gives. */
  readonly count?: number | undefined;
}

/** Where a detector's candidate boxes come from: selective search, MultiBox, a file, or several joined. */
export interface ProposalSource extends Disposable {
  /** Boxes in pixels of `image`, inside it, best first, none twice. */
  propose(image: Raster, request?: ProposalRequest): Promise<Boxes>;
  /** As `propose`, with what led to the boxes; sources that have nothing to show lack it. */
  explain?(image: Raster, request?: ProposalRequest): Promise<ExplainedProposals>;
}

export interface ExplainedProposals {
  readonly boxes: Boxes;
  /** The selective search that gave all or some of them. */
  readonly search?: ExplainedSearch | undefined;
}

/** The boxes of a source with what it can show of them. */
export async function explainProposals(
  source: ProposalSource,
  image: Raster,
  request: ProposalRequest,
): Promise<ExplainedProposals> {
  return source.explain?.(image, request) ?? { boxes: await source.propose(image, request) };
}
