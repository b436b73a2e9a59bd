/** P = priors, A = shapes of a cell. The network's outputs to boxes, best first. */
import type { Tensor } from '../../src/engines/engine.js';
import { clip } from '../../src/geometry/box.js';
import { Boxes } from '../../src/geometry/boxes.js';
import { nms } from '../../src/geometry/nms.js';
import { decode } from './coding.js';
import { outputsOf } from './network.js';
import { GRIDS } from './priors.js';

/** Predictions that NMS looks at: five times what is asked for is more than it ever needs. */
const CANDIDATES = 1000;
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
 * The best {@link CANDIDATES} priors in their own order, and those that equal the last of them; NMS sorts. Numbers
 * alone sort several times as fast as with a comparison, and say what the last must reach.
 */
function likeliest(confidences: Float32Array): Int32Array {
  const least = confidences.toSorted().at(-CANDIDATES) ?? Number.NEGATIVE_INFINITY;
  const reaching = new Int32Array(confidences.length);
  let count = 0;
  for (let prior = 0; prior < confidences.length; prior++) {
    if (confidences[prior] >= least) reaching[count++] = prior;
  }
  return reaching.subarray(0, count);
}
