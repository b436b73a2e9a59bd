/**
 * What keeps AP down, after TIDE (Bolya 2020, section 2): each false positive gets one kind of error by its
 * overlaps, each missed object is one, and each kind is fixed alone to see what AP it costs. The matching is
 * the chosen protocol's. D = detections, G = objects.
 */
import type { Boxes } from '../../src/geometry/boxes.js';
import { bestOverlaps } from '../proposals.js';
import type { Rules } from '../protocols.js';
import type { Scene } from '../scene.js';
import { type Assignments, assign, verdict } from './assignments.js';
import { averagePrecisionOf, type Judged, meanAp } from './ranked.js';

export const errorKinds = [
  'classification',
  'localisation',
  'both',
  'duplicate',
  'background',
  'missed',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/** For people. */
export const errorMeanings: Readonly<Record<ErrorKind, string>> = {
  classification: 'on an object of another class',
  localisation: 'right class, box too far off',
  both: 'wrong class, and box too far off',
  duplicate: 'the object was found already',
  background: 'nothing there',
  missed: 'an object that no detection came near',
};

export interface ErrorAnalysis {
  /** mAP at the first IoU of the rules, the base of the gains. */
  readonly mAP: number;
  readonly iou: number;
  readonly errors: Readonly<Record<ErrorKind, { readonly count: number; readonly gain: number }>>;
  /** Missed objects that no proposal covers by IoU 0.5: no classifier can find them. Only with proposals. */
  readonly withoutProposal?: number;
  /** Missed objects on images whose proposals are known, of which that is said. Only with proposals. */
  readonly missedWithProposals?: number;
  /** Per detection row its kind, null when it is none of the errors. */
  readonly kinds: readonly (ErrorKind | null)[];
  /** Rows of missed objects. */
  readonly missed: readonly number[];
}

/** Below it a detection touches nothing that matters (TIDE's t_b). */
const backgroundIou = 0.1;

export interface ErrorAnalysisOptions {
  /** Per image, best first; for the bucket "no proposal reached IoU 0.5". */
  readonly proposals?: readonly (Boxes | undefined)[];
}

/** What kind of mistake each detection is at the first IoU of the rules, which objects are missed, and what mAP without each would gain. */
export function analyseErrors(
  scene: Scene,
  rules: Rules,
  { proposals }: ErrorAnalysisOptions = {},
): ErrorAnalysis {
  const judged = assign(scene, rules);
  const iou = rules.iou[0];
  const { kinds, target } = classify(scene, judged, iou);
  const covered = new Set<number>();
  for (const [row, kind] of kinds.entries()) {
    if (kind === 'classification' || kind === 'localisation') covered.add(target[row]);
  }
  const missed = [...judged.counted.keys()].filter(
    (row) => judged.counted[row] && judged.foundBy[row] < 0 && !covered.has(row),
  );
  const ap = (fixed?: ErrorKind) => fixedAp(scene, rules, judged, { kinds, target, missed, fixed });
  const mAP = ap();
  const count = (kind: ErrorKind) =>
    kind === 'missed' ? missed.length : kinds.filter((other) => other === kind).length;
  const errors = Object.fromEntries(
    errorKinds.map((kind) => [kind, { count: count(kind), gain: ap(kind) - mAP }]),
  ) as Record<ErrorKind, { count: number; gain: number }>;
  return {
    mAP,
    iou,
    errors,
    ...(proposals && coverage(scene, missed, proposals)),
    kinds,
    missed,
  };
}

interface Classified {
  readonly kinds: (ErrorKind | null)[];
  /** Per detection row, the truth row that a fixed detection would find; -1 for none. */
  readonly target: Int32Array;
}

/** TIDE's order: localisation, classification, duplicate, background, and both for the rest. */
function classify(scene: Scene, { verdicts, counted, foundBy }: Assignments, iou: number): Classified {
  const { detections, truth } = scene;
  const onImage = truthByImage(scene, counted);
  const kinds = new Array<ErrorKind | null>(detections.length).fill(null);
  const target = new Int32Array(detections.length).fill(-1);
  for (let row = 0; row < detections.length; row++) {
    if (verdicts[row] !== verdict.falsePositive) continue;
    const same = { iou: 0, row: -1 };
    const other = { iou: 0, row: -1 };
    for (const object of onImage[detections.image[row]] ?? []) {
      const best = truth.class[object] === detections.class[row] ? same : other;
      const value = rowIou(scene, row, object);
      if (value > best.iou) Object.assign(best, { iou: value, row: object });
    }
    if (same.iou >= backgroundIou && same.iou < iou) {
      kinds[row] = 'localisation';
      target[row] = same.row;
    } else if (other.iou >= iou && same.iou < iou) {
      kinds[row] = 'classification';
      target[row] = other.row;
    } else if (same.iou >= iou) {
      // A second detection, or (VOC) one whose best object was taken while another was free.
      kinds[row] = foundBy[same.row] >= 0 ? 'duplicate' : 'localisation';
      target[row] = same.row;
    } else kinds[row] = other.iou <= backgroundIou ? 'background' : 'both';
  }
  return { kinds, target };
}

interface Fixing extends Classified {
  readonly missed: readonly number[];
  readonly fixed: ErrorKind | undefined;
}

/** mAP once the errors of one kind are fixed, or as it is. */
function fixedAp(scene: Scene, rules: Rules, judged: Assignments, fixing: Fixing): number {
  const { detections, truth, classes } = scene;
  const { kinds, target, missed, fixed } = fixing;
  const lists: Judged[][] = classes.map(() => []);
  const objects = classes.map(() => 0);
  for (const [row, counts] of judged.counted.entries()) if (counts) objects[truth.class[row]]++;
  if (fixed === 'missed') for (const row of missed) objects[truth.class[row]]--;
  const taken = new Set<number>();
  const place = places(scene);
  for (const row of bestFirst(scene)) {
    const truePositive = judged.verdicts[row] === verdict.truePositive;
    if (!truePositive && judged.verdicts[row] !== verdict.falsePositive) continue;
    const entry = { score: detections.score[row], order: place[row] };
    if (fixed === undefined || fixed === 'missed' || kinds[row] !== fixed) {
      lists[detections.class[row]].push({ ...entry, truePositive });
      continue;
    }
    // Fixed: the best detection of a free object finds it; all others of the kind are gone.
    const moves = fixed === 'classification' || fixed === 'localisation';
    const object = target[row];
    if (!moves || judged.foundBy[object] >= 0 || taken.has(object)) continue;
    taken.add(object);
    lists[truth.class[object]].push({ ...entry, truePositive: true });
  }
  return meanAp(lists.map((list, k) => averagePrecisionOf(list, objects[k], rules.curve)));
}

/** Rows of evaluated detections by falling score. */
function bestFirst({ order, detections: { score } }: Scene): Int32Array {
  return order.slice().sort((a, b) => score[b] - score[a] || a - b);
}

/** Per detection row, its place in the protocol's own order of its class: ties stay as there. */
function places({ ranking, order, detections }: Scene): Int32Array {
  const place = new Int32Array(detections.length);
  for (let r = 0; r < ranking.length; r++) place[order[ranking[r]]] = r;
  return place;
}

function truthByImage({ truth, images }: Scene, counted: Uint8Array): number[][] {
  const rows: number[][] = images.map(() => []);
  for (let row = 0; row < truth.length; row++) if (counted[row]) rows[truth.image[row]].push(row);
  return rows;
}

/** IoU of a detection row with a truth row. */
export function rowIou({ detections: d, truth: g }: Scene, row: number, object: number): number {
  const width = Math.min(d.x2[row], g.x2[object]) - Math.max(d.x1[row], g.x1[object]);
  const height = Math.min(d.y2[row], g.y2[object]) - Math.max(d.y1[row], g.y1[object]);
  if (width <= 0 || height <= 0) return 0;
  const own = (d.x2[row] - d.x1[row]) * (d.y2[row] - d.y1[row]);
  const whole = (g.x2[object] - g.x1[object]) * (g.y2[object] - g.y1[object]);
  return (width * height) / (own + whole - width * height);
}

function coverage(
  { truth }: Scene,
  missed: readonly number[],
  proposals: readonly (Boxes | undefined)[],
): Pick<ErrorAnalysis, 'withoutProposal' | 'missedWithProposals'> {
  const rows = missed.filter((row) => proposals[truth.image[row]] !== undefined);
  const [best] = bestOverlaps(truth, Int32Array.from(rows), proposals, [Number.MAX_SAFE_INTEGER]);
  const withoutProposal = best.reduce((sum, overlap) => sum + (overlap < 0.5 ? 1 : 0), 0);
  return { withoutProposal, missedWithProposals: rows.length };
}
