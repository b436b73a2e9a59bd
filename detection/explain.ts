/** One image with every stage kept: for pictures, and for questions why a box is or is not there. */
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { Candidates } from './candidates.js';
import { decide } from './decide.js';
import type { Detection } from './detection.js';
import type { RcnnParts } from './rcnn.js';
import type { ScoredRegions } from './scorers/region-scorer.js';

export interface DetectionStages {
  /** Pixels of the image, best first: what the network looked at. */
  readonly proposals: Boxes;
  /** Each proposal with its likeliest class, best first; boxes as proposed. */
  readonly regions: readonly Detection[];
  /** What reached the score floor, boxes refined, best first: the input of non-maximum suppression. */
  readonly candidates: readonly Detection[];
  readonly detections: Detection[];
}

/** The second half of the chain in rcnn.ts. */
export async function explainRegions(
  image: Raster,
  proposals: Boxes,
  parts: RcnnParts,
): Promise<DetectionStages> {
  const { classes, scoreFloor } = parts;
  const candidates = new Candidates(classes.length, { size: image, scoreFloor });
  const regions: Detection[] = [];
  for await (const scored of parts.regions.score(image, proposals)) {
    candidates.add(scored);
    regions.push(...likeliest(scored, classes));
  }
  return {
    proposals,
    regions: regions.sort(byScore),
    candidates: listed(candidates, classes).sort(byScore),
    detections: decide(candidates, parts),
  };
}

function likeliest({ boxes, scores }: ScoredRegions, classes: readonly string[]): Detection[] {
  return boxes.toArray().map((box, r) => {
    const own = scores.subarray(r * classes.length, (r + 1) * classes.length);
    const k = own.indexOf(Math.max(...own));
    return { class: classes[k], score: own[k], box };
  });
}

function listed(candidates: Candidates, classes: readonly string[]): Detection[] {
  return classes.flatMap((name, k) => {
    const { boxes, scores } = candidates.ofClass(k);
    return boxes.toArray().map((box, i) => ({ class: name, score: scores[i], box }));
  });
}

function byScore(a: Detection, b: Detection): number {
  return b.score - a.score;
}
