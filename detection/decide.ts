/** K = classes, C = candidates of one class. */
import { Boxes } from '../src/geometry/boxes.js';
import { suppress } from '../src/geometry/nms.js';
import { voteBox } from './box-voting.js';
import type { Candidates, ClassCandidates } from './candidates.js';
import { SCORE_FLOOR } from './defaults.js';
import type { Detection } from './detection.js';
import { supported } from './support.js';

const NO_CANDIDATES: ClassCandidates = {
  boxes: Boxes.empty(),
  scores: new Float32Array(),
  proposals: new Int32Array(),
  looks: new Uint8Array(),
};

export interface DecideOptions {
  readonly classes: readonly string[];
  /** Per-class greedy NMS; 0.3 in R-CNN. */
  readonly nmsIou: number;
  /** Detections below it are left out, 0..1. It moves no box. */
  readonly threshold: number;
  /** Of the classes that have one of their own, in the order of `classes`. */
  readonly thresholds?: readonly (number | undefined)[] | undefined;
  /** At most this many detections per image over all classes, best first. */
  readonly maxDetections: number;
  /** The classes looked for, by name; default: all. */
  readonly only?: readonly string[] | undefined;
}

/** What became of the candidates of one class. */
export interface ClassDecision extends ClassCandidates {
  /**
   * What each score is worth with the support of the others, 0..1 (see support.ts): by it detections are ranked and
   * shown. Length C.
   */
  readonly supported: Float32Array;
  /** Index of the candidate that suppressed each; -1 for those that NMS kept. Length C. */
  readonly suppressedBy: Int32Array;
}

export interface Decision {
  /** Best first. */
  readonly detections: Detection[];
  /** The likeliest, whether it reached the threshold or not; undefined when there is no candidate. */
  readonly best: Detection | undefined;
  /** One per class, in order. */
  readonly byClass: readonly ClassDecision[];
  readonly options: DecideOptions;
}

/** Least score to collect, so that a threshold below the floor gets its detections too. */
export function floorFor({ threshold, thresholds = [] }: Thresholds): number {
  return Math.min(SCORE_FLOOR, threshold, ...thresholds.map((own = threshold) => own));
}

type Thresholds = Pick<DecideOptions, 'threshold' | 'thresholds'>;

function isShown({ score, classIndex }: Detection, { threshold, thresholds }: Thresholds): boolean {
  return score >= (thresholds?.[classIndex] ?? threshold);
}

/**
 * Class by class non-maximum suppression, box voting and the support of all candidates; then the threshold.
 *
 * @param candidates all that reach {@link floorFor} the threshold
 */
export function decide(
  candidates: Pick<Candidates, 'ofClass' | 'regions'>,
  options: DecideOptions,
): Decision {
  const { classes, nmsIou, maxDetections, only } = options;
  const byClass: ClassDecision[] = [];
  const kept = classes.flatMap((name, classIndex) => {
    const own = !only || only.includes(name) ? candidates.ofClass(classIndex) : NO_CANDIDATES;
    const { boxes, scores } = own;
    const { kept, suppressedBy } = suppress(boxes, scores, { iouThreshold: nmsIou });
    const worth = supported(boxes, scores, candidates.regions);
    byClass.push({ ...own, supported: worth, suppressedBy });
    return Array.from(kept, (i): Detection => {
      // All that a box's votes depend on is collected at any threshold at which the box is seen.
      const box = voteBox(boxes, scores, i, Math.min(SCORE_FLOOR, scores[i]));
      return { class: name, classIndex, score: worth[i], box };
    });
  });
  kept.sort((a, b) => b.score - a.score);
  const detections = kept.filter((one) => isShown(one, options)).slice(0, maxDetections);
  return { detections, best: kept[0], byClass, options };
}

/** A candidate, its box refined but not voted about, and what the decision made of it. */
export interface DecidedCandidate extends Detection {
  /** Number of the proposal that it came from. */
  readonly proposal: number;
  /** What the network says of it; `score` has the support of the others in it. */
  readonly networkScore: number;
  /** True where the network saw a refined box, false where it saw the proposal itself. */
  readonly secondLook: boolean;
  readonly fate: 'detection' | 'suppressed' | 'below-threshold' | 'beyond-limit';
  /** Place in this list of the better one that it overlaps; of suppressed ones only. */
  readonly suppressedBy?: number;
}

/** Every candidate of a decision, best first. */
export function fates({ byClass, options }: Decision): DecidedCandidate[] {
  const { classes, maxDetections } = options;
  const all = byClass.flatMap(({ boxes, scores, supported, proposals, looks, suppressedBy }, classIndex) =>
    Array.from(supported, (score, i) => ({
      found: {
        ...{ class: classes[classIndex], classIndex, score, box: boxes.at(i) },
        ...{ proposal: proposals[i], networkScore: scores[i], secondLook: looks[i] === 1 },
      },
      of: classIndex,
      index: i,
      by: suppressedBy[i],
    })),
  );
  all.sort((a, b) => b.found.score - a.found.score); // stable: as the detections are sorted
  const places = byClass.map(({ scores }) => new Int32Array(scores.length));
  for (const [place, { of, index }] of all.entries()) places[of][index] = place;
  let kept = 0;
  return all.map(({ found, of, by }): DecidedCandidate => {
    if (by >= 0) return { ...found, fate: 'suppressed', suppressedBy: places[of][by] };
    if (!isShown(found, options)) return { ...found, fate: 'below-threshold' };
    return { ...found, fate: kept++ < maxDetections ? 'detection' : 'beyond-limit' };
  });
}
