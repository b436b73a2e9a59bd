/** P = priors, A = shapes of a cell. The network's outputs to boxes, best first. */
import type { Tensor } from '../../src/engines/engine.js';
import { clip } from '../../src/geometry/box.js';
import { Boxes } from '../../src/geometry/boxes.js';
import { nms } from '../../src/geometry/nms.js';
import { decode } from './coding.js';
import { outputsOf } from './network.js';
import { GRIDS } from './priors.js';

/** Predictions that NMS looks at, and so most boxes: five times the paper's 200 are more than those ever need. */
const CANDIDATES = 1000;
/** Of the histogram of confidences: some five of 4,822 fall into one. */
const BINS = 1024;
/** Above it two predictions mean one object: recall is asked for at 0.5 and 0.7. */
const NMS_IOU = 0.7;
/** Sides of the image; a smaller prediction holds no object. */
const LEAST_SIDE = 0.01;

export interface Predictions {
  /** P x 4 and P, in the order of the priors. */
  readonly residuals: Float32Array;
  readonly confidences: Float32Array;
}

/** From maps, channels first, to the order of the priors. */
export function predictionsOf(outputs: Readonly<Record<string, Tensor>>, priors: number): Predictions {
  const residuals = new Float32Array(4 * priors);
  const confidences = new Float32Array(priors);
  let prior = 0;
  for (const [g, { cells, shapes }] of GRIDS.entries()) {
    const own = {
      residuals: outputs[outputsOf[g].residuals].data,
      scores: outputs[outputsOf[g].confidences].data,
    };
    const plane = cells * cells;
    for (let cell = 0; cell < plane; cell++) {
      for (let a = 0; a < shapes; a++, prior++) {
        confidences[prior] = own.scores[a * plane + cell];
        for (let i = 0; i < 4; i++) residuals[4 * prior + i] = own.residuals[(4 * a + i) * plane + cell];
      }
    }
  }
  return { residuals, confidences };
}

/** @returns at most `count` boxes in [0, 1], best first */
export function decodePredictions(
  { residuals, confidences }: Predictions,
  priors: Boxes,
  count: number,
): Boxes {
  const candidates = likeliest(confidences);
  const boxes = Boxes.empty(candidates.length);
  const scores = new Float32Array(candidates.length);
  let kept = 0;
  for (const prior of candidates) {
    const box = clip(decode(residuals, 4 * prior, priors.at(prior)), { width: 1, height: 1 });
    if (!(box.x2 - box.x1 >= LEAST_SIDE && box.y2 - box.y1 >= LEAST_SIDE)) continue;
    boxes.set(kept, box);
    scores[kept++] = confidences[prior];
  }
  const found = boxes.slice(0, kept);
  return found.pick(nms(found, scores.subarray(0, kept), { iouThreshold: NMS_IOU, limit: count }));
}

/**
 * The best {@link CANDIDATES} priors and those close to the last of them, in their own order: NMS sorts. A histogram
 * tells what to reach, which takes 0.03 ms; sorting all confidences takes 0.25.
 */
function likeliest(confidences: Float32Array): Int32Array {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const confidence of confidences) {
    if (confidence < least) least = confidence;
    if (confidence > most) most = confidence;
  }
  const binsAUnit = (BINS - 1) / (most - least || 1);
  const bins = new Int32Array(BINS);
  for (const confidence of confidences) bins[Math.floor((confidence - least) * binsAUnit)]++;
  let from = BINS;
  let count = 0;
  while (count < CANDIDATES && from > 0) count += bins[--from];
  const found = new Int32Array(count);
  let at = 0;
  for (let prior = 0; prior < confidences.length; prior++) {
    if (Math.floor((confidences[prior] - least) * binsAUnit) >= from) found[at++] = prior;
  }
  return found;
}
