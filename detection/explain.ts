/** One image with every stage kept: for pictures, and for questions why a box is or is not there. */

import type { ExplainedSearch } from '../proposals/selective-search/search.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { type DecidedCandidate, type DecideOptions, fates } from './decide.js';
import type { Detection } from './detection.js';
import { classifyRegions, type RcnnParts } from './rcnn.js';
import type { ScoredRegions } from './scorers/region-scorer.js';

/** A proposal as the network sees it: its likeliest class, its box as proposed. */
export interface SeenRegion extends Detection {
  /** Place in the proposals. */
  readonly proposal: number;
}

export interface RegionStages {
  /** Pixels of the image, best first: what the network looked at. */
  readonly proposals: Boxes;
  /** Probability of each class for each proposal, a row each in the order of `proposals`: R x K. */
  readonly scores: Float32Array;
  /** Each proposal with its likeliest class, best first. */
  readonly regions: readonly SeenRegion[];
  /** What reached the score floor, boxes refined, best first, and what non-maximum suppression made of it. */
  readonly candidates: readonly DecidedCandidate[];
  readonly detections: Detection[];
  /** The likeliest, whether it reached the threshold or not. */
  readonly best: Detection | undefined;
  /** Of each class, in order. */
  readonly thresholds: readonly number[];
}

/** Everything that led to the detections of an image. */
export interface DetectionStages extends RegionStages {
  /** All that the source proposed, best first; `proposals` are those of them that a first, cheap look did not rule out. */
  readonly proposed: Boxes;
  /** The selective search that gave all or some of the proposals; undefined for proposals of other sources. */
  readonly search: ExplainedSearch | undefined;
}

/** The second half of the chain in rcnn.ts, watched. */
export async function explainRegions(
  image: Raster,
  proposals: Boxes,
  parts: Pick<RcnnParts, 'regions' | keyof DecideOptions>,
  signal?: AbortSignal,
): Promise<RegionStages> {
  const { classes } = parts;
  const scores = new Float32Array(proposals.length * classes.length);
  const regions: SeenRegion[] = [];
  const onScored = (scored: ScoredRegions) => {
    scores.set(scored.scores, regions.length * classes.length);
    regions.push(...likeliest(scored, { classes, from: regions.length }));
  };
  const decision = await classifyRegions(image, proposals, parts, { signal, onScored });
  const { detections, best } = decision;
  regions.sort((a, b) => b.score - a.score);
  const thresholds = classes.map((_, k) => parts.thresholds?.[k] ?? parts.threshold);
  return { proposals, scores, regions, candidates: fates(decision), detections, best, thresholds };
}

function likeliest(
  { boxes, scores }: ScoredRegions,
  { classes, from }: { readonly classes: readonly string[]; readonly from: number },
): SeenRegion[] {
  return boxes.toArray().map((box, r) => {
    const own = scores.subarray(r * classes.length, (r + 1) * classes.length);
    const classIndex = own.reduce((best, score, k) => (score > own[best] ? k : best), 0);
    return { class: classes[classIndex], classIndex, score: own[classIndex], box, proposal: from + r };
  });
}
