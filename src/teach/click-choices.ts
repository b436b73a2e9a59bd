/** Which boxes a click may mean; needs neither page nor server, so that it can be measured. */
import { type Box, iou } from '../geometry/box.js';
import { centredness } from '../geometry/centredness.js';

export interface ScoredBox {
  readonly box: Box;
  /** How likely it is an object, 0..1. */
  readonly score: number;
}

/** The next choice must differ: a wheel step that moves nothing is wasted. */
const SAME = 0.7;
/** What overlaps a known object by more is that object. */
export const KNOWN = 0.5;
/** Boxes of objects that the detector does not know have next to no score; where they lie still counts. */
const FLOOR = 0.01;
const MOST = 12;

/**
 * Boxes around a point, likeliest meant first: by the detector's score and by how near the point is to the centre, for
 * people click at the middle of what they mean. Each is the mean of the boxes near it, as detections are
 * (detection/box-voting.ts): that fits better than any one of them.
 *
 * @param shown choices that stay where they are, before all others
 */
export function choicesAt(
  boxes: readonly ScoredBox[],
  { x, y }: { readonly x: number; readonly y: number },
  shown: readonly Box[] = [],
): Box[] {
  const ranked = boxes
    .filter(({ box }) => x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2)
    .map(({ box, score }) => ({ box, worth: (score + FLOOR) * centredness(box, { x, y }) }))
    .sort((a, b) => b.worth - a.worth);
  const chosen = [...shown];
  for (const { box } of ranked) {
    if (chosen.length >= MOST) break;
    if (chosen.every((other) => iou(other, box) < SAME)) chosen.push(box);
  }
  return chosen.map((box, i) => (i < shown.length ? box : (meanNear(box, boxes) ?? box)));
}

/**
 * The likeliest boxes of a whole photograph, for those who cannot point.
 * @param known boxes of objects that were spoken about
 */
export function likeliest(boxes: readonly ScoredBox[], known: readonly Box[]): Box[] {
  const chosen: Box[] = [];
  for (const { box } of [...boxes].sort((a, b) => b.score - a.score)) {
    if (chosen.length >= MOST) break;
    if (known.some((other) => iou(other, box) >= KNOWN)) continue;
    if (chosen.every((other) => iou(other, box) < SAME)) chosen.push(box);
  }
  return chosen;
}

/** Boxes that overlap by this speak of the same object. */
const SAME_OBJECT = 0.65;

/** Of the detector's boxes near a box, by score and by overlap. @returns undefined where there are none */
function meanNear(middle: Box, boxes: readonly ScoredBox[]): Box | undefined {
  const near = boxes.flatMap(({ box, score }) => {
    const overlap = iou(box, middle);
    return overlap < SAME_OBJECT ? [] : [{ box, worth: (score + FLOOR) * overlap ** 4 }];
  });
  if (near.length === 0) return undefined;
  const total = near.reduce((sum, { worth }) => sum + worth, 0);
  const mean = (side: keyof Box) =>
    middle[side] + near.reduce((sum, { worth, box }) => sum + worth * (box[side] - middle[side]), 0) / total;
  return { x1: mean('x1'), y1: mean('y1'), x2: mean('x2'), y2: mean('y2') };
}

/**
 * Half-way from a drawn box to the mean of the detector's boxes near it. The mean in place of the drawn box would make it
 * worse on average, half-way makes it better (docs/teach.md), so that is offered and never forced.
 *
 * @returns undefined where the detector has nothing to say
 */
export function refined(drawn: Box, boxes: readonly ScoredBox[]): Box | undefined {
  const mean = meanNear(drawn, boxes);
  if (!mean) return undefined;
  const halfWay = (side: keyof Box) => (drawn[side] + mean[side]) / 2;
  return { x1: halfWay('x1'), y1: halfWay('y1'), x2: halfWay('x2'), y2: halfWay('y2') };
}

/** The box of an object from its four outermost points, in any order. (Papadopoulos et al., arXiv 1708.02750) */
export function boxOfExtremes(points: readonly { readonly x: number; readonly y: number }[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
}
