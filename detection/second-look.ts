/**
 * Refined boxes through the network once more: a box of its class is a better region than the proposal that it came
 * from (iterative localisation, Gidaris and Komodakis, arXiv 1505.01749, section 3.2). What the second look finds
 * joins the candidates of the first.
 */
import { Boxes } from '../src/geometry/boxes.js';
import { suppress } from '../src/geometry/nms.js';
import { voteBox } from './box-voting.js';
import type { Candidates, SecondLook } from './candidates.js';
import type { DecideOptions } from './decide.js';
import { SCORE_FLOOR } from './defaults.js';

/** Surer boxes are worth the look: all that mAP gains comes from them. With 0.03 twice as many are looked at. */
const LEAST_SCORE = 0.1;
/** Per class, best first, so that a picture full of objects costs no more than a few dozen regions. */
const MOST_PER_CLASS = 10;

interface SecondLooks {
  /** Voted boxes, pixels of the image. */
  readonly boxes: Boxes;
  /** One per box. */
  readonly of: readonly SecondLook[];
}

/** What NMS keeps of the candidates so far. No threshold of the caller's takes part, so that it still moves no box. */
export function secondLooks(
  candidates: Candidates,
  { classes, nmsIou, only }: Pick<DecideOptions, 'classes' | 'nmsIou' | 'only'>,
): SecondLooks {
  const found = classes.flatMap((name, classIndex) => {
    if (only && !only.includes(name)) return [];
    const { boxes, scores, proposals } = candidates.ofClass(classIndex);
    const { kept } = suppress(boxes, scores, { iouThreshold: nmsIou, limit: MOST_PER_CLASS });
    return [...kept]
      .filter((i) => scores[i] >= LEAST_SCORE)
      .map((i) => ({
        box: voteBox(boxes, scores, i, SCORE_FLOOR),
        of: { classIndex, score: scores[i], proposal: proposals[i] },
      }));
  });
  return { boxes: Boxes.from(found.map(({ box }) => box)), of: found.map(({ of }) => of) };
}
