/**
 * Hints about results that seem to follow another convention than the one they are read in, since an AP near 0 does not
 * say why. Never errors: any of it may be intended.
 */
import { type Columns, type EvaluationInput, toColumns } from '../inputs.js';
import { shiftHint } from './class-shift.js';
import { cornersHint } from './corners.js';

/** Pixels by which a box may extend beyond its image: conventions of counting differ by one. */
const TOLERANCE = 1;
/** Largest coordinate of a relative box: those that nobody clipped extend a little beyond 1. */
const MOST_RELATIVE = 2;
/** Boxes that are examined first, evenly spaced; all are counted when these are doubtful. */
const SAMPLE = 1000;
/** Enough detections to find most images that have any. */
const LARGE_SAMPLE = 50_000;
/** Shares of detections, images or classes from which a hint is given; a few strays are not a convention. */
const MANY = 0.1;
const QUARTER = 0.25;
/** Names that are enough to know them by. */
const SHOWN = 5;

/**
 * What is doubtful about the results as a whole, in sentences: boxes in another convention, classes shifted by one, and,
 * where the format does not say what is missing, images and classes without any detection.
 *
 * @throws RcnnError as `evaluateDetections`
 */
export function plausibilityHints(input: EvaluationInput): string[] {
  return hintsOfColumns(toColumns(input));
}

/** {@link plausibilityHints} of what is checked already. */
export function hintsOfColumns(columns: Columns): string[] {
  return [...boxHints(columns), ...shiftHint(columns), ...sparseHints(columns)];
}

interface BoxCounts {
  boxes: number;
  /** Boxes on images of known size. */
  sized: number;
  outside: number;
  /** An edge before its opposite one. */
  inverted: number;
  /** Boxes without a coordinate above {@link MOST_RELATIVE}. */
  relative: number;
  /** The largest coordinate of those. */
  most: number;
}

/** @param step counts every `step`-th box */
function countBoxes({ images, detections }: Columns, step: number): BoxCounts {
  const { length, image, x1, y1, x2, y2 } = detections;
  const counts = { boxes: 0, sized: 0, outside: 0, inverted: 0, relative: 0, most: 0 };
  for (let row = 0; row < length; row += step) {
    counts.boxes++;
    const w = x2[row] - x1[row];
    const h = y2[row] - y1[row];
    if (w < 0 || h < 0) counts.inverted++;
    const farthest = Math.max(x2[row], y2[row]);
    if (farthest <= MOST_RELATIVE) {
      counts.relative++;
      counts.most = Math.max(counts.most, farthest);
    }
    const { width, height } = images[image[row]];
    const right = width + TOLERANCE;
    const bottom = height + TOLERANCE;
    if (right === TOLERANCE || bottom === TOLERANCE) continue;
    counts.sized++;
    if (x1[row] < -TOLERANCE || y1[row] < -TOLERANCE || x2[row] > right || y2[row] > bottom) counts.outside++;
  }
  return counts;
}

function boxHints(columns: Columns): string[] {
  const corners = cornersHint(columns);
  if (corners.length > 0) return corners;
  const step = Math.max(1, Math.floor(columns.detections.length / SAMPLE));
  const doubtful = hintsOf(countBoxes(columns, step)).length > 0;
  return doubtful ? hintsOf(countBoxes(columns, 1)) : [];
}

function hintsOf({ boxes, sized, outside, inverted, relative, most }: BoxCounts): string[] {
  if (boxes - relative <= MANY * boxes && sized > 0)
    return [
      `No coordinate of ${relative} of ${boxes} boxes exceeds ${most.toFixed(2)}: they look relative. Multiply them by the width and height of their image.`,
    ];
  if (inverted > MANY * boxes)
    return [
      `${inverted} of ${boxes} boxes end before they begin: they look like x, y, width and height where corners are expected. Write x1, y1, x2, y2.`,
    ];
  if (outside <= QUARTER * sized) return [];
  return [
    `${outside} of ${sized} boxes extend beyond their image. Are they pixels of the original photographs?`,
  ];
}

function sparseHints({ images, classes, truth, detections }: Columns): string[] {
  const { covers = {} } = detections;
  return [
    ...(covers.images
      ? []
      : silentHint(truth.image, detections.image, { what: 'images', names: images.map(({ id }) => id) })),
    ...(covers.classes
      ? []
      : silentHint(truth.class, detections.class, {
          what: 'classes',
          names: classes.map(({ name }) => name),
        })),
  ];
}

function silentHint(
  truth: Int32Array,
  detections: Int32Array,
  { what, names }: { readonly what: string; readonly names: readonly string[] },
): string[] {
  const silent = new Uint8Array(names.length);
  for (const index of truth) silent[index] = 1;
  const all = silent.reduce((sum, flag) => sum + flag, 0);
  const enough = QUARTER * all;
  const step = Math.max(1, Math.floor(detections.length / LARGE_SAMPLE));
  const unseen = hear(silent, detections, { step, left: all, enough });
  if (unseen <= enough) return [];
  const left = hear(silent, detections, { step: 1, left: unseen, enough });
  if (left <= enough) return [];
  const some = names.filter((_, index) => silent[index] === 1).slice(0, SHOWN);
  return [
    `${left} of ${all} ${what} with objects have no detection (${some.join(', ')}${left > SHOWN ? ' ..' : ''}); this format of results does not say whether they are missing.`,
  ];
}

/** Clears the flags of what detections speak of, until few are left. @returns how many are */
function hear(
  silent: Uint8Array,
  detections: Int32Array,
  { step, left, enough }: { readonly step: number; readonly left: number; readonly enough: number },
): number {
  let count = left;
  for (let row = 0; row < detections.length && count > enough; row += step) {
    const index = detections[row];
    if (index < 0 || silent[index] === 0) continue;
    silent[index] = 0;
    count--;
  }
  return count;
}
