/** Which boxes a click may mean; needs neither page nor server, so that it can be measured. */
import { type Box, iou } from '../geometry/box.js';

export interface ScoredBox {
  readonly box: Box;
  /** How likely it is an object, 0..1. */
  readonly score: number;
}

/** Of the side: at this distance from the centre a box counts a third (measured on VOC photographs: docs/teach.md). */
const SPREAD = 0.15;
/** The next choice must differ: a wheel step that moves nothing is wasted. */
const SAME = 0.7;
/** Boxes of objects that the detector does not know have next to no score; where they lie still counts. */
const FLOOR = 0.01;
const MOST = 12;

/**
 * Boxes around a point, likeliest meant first: by the detector's score and by how near the point is to the centre, for
 * people click at the middle of what they mean.
 */
export function choicesAt(
  boxes: readonly ScoredBox[],
  { x, y }: { readonly x: number; readonly y: number },
): Box[] {
  const ranked = boxes
    .filter(({ box }) => x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2)
    .map(({ box, score }) => ({ box, worth: (score + FLOOR) * centredness(box, x, y) }))
    .sort((a, b) => b.worth - a.worth);
  const choices: Box[] = [];
  for (const { box } of ranked) {
    if (choices.length >= MOST) break;
    if (choices.every((other) => iou(other, box) < SAME)) choices.push(box);
  }
  return choices;
}

function centredness({ x1, y1, x2, y2 }: Box, x: number, y: number): number {
  const across = (x - (x1 + x2) / 2) / (x2 - x1);
  const down = (y - (y1 + y2) / 2) / (y2 - y1);
  return Math.exp(-(across ** 2 + down ** 2) / SPREAD ** 2);
}

/** A box of the detector's must overlap a drawn one by this to speak of the same object. */
const SAME_OBJECT = 0.6;

/**
 * The mean of a drawn box and the detector's likeliest one near it. Replacing the drawn box makes it worse on average;
 * the mean makes it a little better, so it is offered and never forced.
 *
 * @returns undefined where the detector has nothing to say
 */
export function refined(drawn: Box, boxes: readonly ScoredBox[]): Box | undefined {
  let best: { box: Box; worth: number } | undefined;
  for (const { box, score } of boxes) {
    const overlap = iou(box, drawn);
    if (overlap < SAME_OBJECT) continue;
    const worth = (score + FLOOR) * overlap;
    if (!best || worth > best.worth) best = { box, worth };
  }
  if (!best) return undefined;
  const mean = (side: keyof Box) => (drawn[side] + best.box[side]) / 2;
  return { x1: mean('x1'), y1: mean('y1'), x2: mean('x2'), y2: mean('y2') };
}

/** The box of an object from its four outermost points, in any order. (Papadopoulos et al., arXiv 1708.02750) */
export function boxOfExtremes(points: readonly { readonly x: number; readonly y: number }[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}
