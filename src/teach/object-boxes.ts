/** R = regions of a photograph, F = features, K = classes of the base. What a base's detector thinks of boxes. */
import { decodeBox } from '../../detection/box-coding.js';
import { detectorRecord, headsFor } from '../../detection/record.js';
import { type Box, clip, iou, type Size } from '../geometry/box.js';
import { Boxes } from '../geometry/boxes.js';
import { headsOf } from '../training/detector/base-answers.js';
import { linear } from '../training/detector/linear.js';
import type { Model } from '../weights/model-file.js';
import { isLarge } from './click-shapes.js';
import type { ObjectBox } from './messages.js';

/** Of a second look: likeliest boxes that overlap no likelier one by more than `DIFFERENT`. */
const AGAIN = 128;
const DIFFERENT = 0.8;

/** Whether a base says of boxes how likely they are objects. */
export function isDetector({ card }: Model): boolean {
  return card.task === 'detector' && (card.head as { shared?: unknown }).shared !== undefined;
}

/** Without a detector to ask, the order of the search is all there is. */
export function asProposed(boxes: Boxes): ObjectBox[] {
  return boxes.toArray().map((box, r) => ({ box, score: 1 / (2 + r) }));
}

/**
 * Every region's box as its likeliest class refines it, and how likely it is an object at all; likeliest first.
 *
 * @param features R x F
 */
export function objectBoxes(
  boxes: Boxes,
  features: Float32Array,
  { base, size }: { readonly base: Model; readonly size: Size },
): ObjectBox[] {
  const classes = base.card.classes.length;
  const heads = headsOf(base, 'shared');
  const scores = linear(features, heads.scores);
  const deltas = linear(features, heads.deltas);
  const { softmax, outFeatures } = headsFor('shared', classes, detectorRecord(base)).scores;
  const found = boxes.toArray().map((region, r): ObjectBox => {
    const row = scores.subarray(r * outFeatures, (r + 1) * outFeatures);
    const own = softmax ? row.subarray(1) : row;
    const k = own.indexOf(Math.max(...own));
    const score = softmax ? 1 - softmaxOf(row, 0) : 1 / (1 + Math.exp(-own[k]!));
    const [dx, dy, dw, dh] = deltas.subarray(4 * (r * classes + k), 4 * (r * classes + k) + 4);
    return { box: clip(decodeBox(region, { dx: dx!, dy: dy!, dw: dw!, dh: dh! }), size), score };
  });
  return found.filter(({ box }) => isLarge(box)).sort(byScore);
}

/**
 * Boxes worth another look: refined once more they fit better (Gidaris and Komodakis, arXiv 1505.01749, section 3.2).
 *
 * @param found likeliest first
 */
export function worthAnotherLook(found: readonly ObjectBox[]): Boxes {
  const chosen: Box[] = [];
  for (const { box } of found) {
    if (chosen.length >= AGAIN) break;
    if (chosen.every((other) => iou(other, box) < DIFFERENT)) chosen.push(box);
  }
  return Boxes.from(chosen);
}

export function byScore(a: ObjectBox, b: ObjectBox): number {
  return b.score - a.score;
}

function softmaxOf(row: Float32Array, at: number): number {
  const most = Math.max(...row);
  const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
  return Math.exp(row[at]! - most) / sum;
}
