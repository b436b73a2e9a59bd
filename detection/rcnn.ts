/**
 * R-CNN: regions with GoogLeNet features (arXiv 1409.4842, section 8; arXiv 1311.2524). The whole chain:
 *
 *   Raster -> proposals -> the likely ones -> regions -> class scores -> score floor -> (refined boxes again)
 *     -> per-class NMS -> box voting and support -> threshold -> Detection[]
 *
 * Every part is handed in, so that each can be swapped.
 */

import type { ProposalSource } from '../proposals/source.js';
import { throwIfAborted } from '../src/errors.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { Candidates } from './candidates.js';
import { type DecideOptions, type Decision, decide, floorFor } from './decide.js';
import type { Detection } from './detection.js';
import type { RegionScorer, ScoredRegions } from './scorers/region-scorer.js';
import { secondLooks } from './second-look.js';

export interface RcnnParts extends DecideOptions {
  readonly proposals: ProposalSource;
  readonly regions: RegionScorer;
  /** At most this many proposals are looked at, best first. */
  readonly count: number;
}

/** The first half: where objects may be. Runs beside the second half of the image before. */
export async function propose(
  image: Raster,
  { proposals, count }: Pick<RcnnParts, 'proposals' | 'count'>,
  name?: string,
): Promise<Boxes> {
  const boxes = await proposals.propose(image, { name, count });
  return boxes.slice(0, count);
}

/** Between the halves: the proposals that a cheap look does not rule out. */
export async function chooseRegions(
  image: Raster,
  boxes: Boxes,
  { regions }: Pick<RcnnParts, 'regions'>,
): Promise<Boxes> {
  return (await regions.choose?.(image, boxes)) ?? boxes;
}

interface Watching {
  /** Given up, no further batch of regions begins. */
  readonly signal?: AbortSignal | undefined;
  /** Sees each batch of regions as it is scored. */
  readonly onScored?: (scored: ScoredRegions) => void;
}

/** The second half: what is there. @throws RcnnError `aborted` */
export async function classifyRegions(
  image: Raster,
  boxes: Boxes,
  parts: Pick<RcnnParts, 'regions' | keyof DecideOptions>,
  { signal, onScored }: Watching = {},
): Promise<Decision> {
  throwIfAborted(signal);
  const candidates = new Candidates(parts.classes.length, { size: image, scoreFloor: floorFor(parts) });
  for await (const scored of parts.regions.score(image, boxes)) {
    candidates.add(scored);
    onScored?.(scored);
    throwIfAborted(signal);
  }
  if (parts.regions.secondLook) await lookAgain(image, candidates, parts, signal);
  return decide(candidates, parts);
}

/** Scores refined boxes as well, and adds what comes of it. @throws RcnnError `aborted` */
export async function lookAgain(
  image: Raster,
  candidates: Candidates,
  parts: Pick<RcnnParts, 'regions' | keyof DecideOptions>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { boxes, of } = secondLooks(candidates, parts);
  let from = 0;
  for await (const scored of parts.regions.score(image, boxes)) {
    candidates.addSecond(scored, of.slice(from, from + scored.boxes.length));
    from += scored.boxes.length;
    throwIfAborted(signal);
  }
}

/** Both halves for one image. */
export async function rcnn(image: Raster, parts: RcnnParts): Promise<Detection[]> {
  const boxes = await chooseRegions(image, await propose(image, parts), parts);
  const { detections } = await classifyRegions(image, boxes, parts);
  return detections;
}
