/**
 * How well boxes proposed without a class cover the annotated objects: G = objects, R = boxes of one image,
 * N = the counts and T = the IoUs asked for.
 *
 * Each object is judged by the best of the first n boxes of its image, whatever the other objects take
 * (Selective Search, Uijlings 2013, section 5: average best overlap).
 */
import { CROWD, SET_ASIDE, type TruthTable } from '../src/datasets/records.js';
import { RcnnError } from '../src/errors.js';
import type { Boxes } from '../src/geometry/boxes.js';
import { type AreaRange, cocoAreaRanges, inRange } from './area-ranges.js';
import { type EvaluationInput, toTruthColumns } from './inputs.js';
import { expectKnown, INPUT, type KnownOptions } from './known-options.js';
import type { Missing } from './missing.js';

export interface ProposalEvaluationOptions extends Omit<EvaluationInput, 'detections'> {
  /** One entry per image, best box first; `undefined` where the image's are not known, which covers nothing. */
  readonly proposals: readonly (Boxes | undefined)[];
  /** IoUs of the recall table. Default 0.5, 0.55 ... 0.95. */
  readonly iou?: readonly number[];
  /** Boxes per image, ascending. Default 10, 50, 100, 200, 500, 1000, 2000. */
  readonly counts?: readonly number[];
  /** Whether objects marked difficult are among those to be found. Default false, as in VOC's own counts. */
  readonly difficult?: boolean;
  /** Default COCO's small, medium and large, by the annotated area. */
  readonly areaRanges?: readonly AreaRange[];
}

const { detections: _, ...TRUTH } = INPUT;
const KNOWN: KnownOptions<ProposalEvaluationOptions> = {
  ...TRUTH,
  proposals: true,
  iou: true,
  counts: true,
  difficult: true,
  areaRanges: true,
};

/** Coverage of one set of objects. */
export interface ProposalCoverage {
  readonly objects: number;
  /** Recall by count and IoU, 0..1: `recall[n][t]`, rows as `counts`, columns as `iou`. */
  readonly recall: readonly (readonly number[])[];
  /**
   * By count: twice the area under recall against IoU from 0.5 to 1 (Hosang 2016, section 4.3), exact, not
   * sampled; 1 when every object has a perfect box.
   */
  readonly averageRecall: readonly number[];
  /** By count: the mean over objects of the best IoU (ABO). */
  readonly meanBestOverlap: readonly number[];
}

export interface ProposalEvaluation extends ProposalCoverage {
  readonly options: {
    readonly iou: readonly number[];
    readonly counts: readonly number[];
    readonly difficult: boolean;
  };
  /** By count: the mean over classes of their mean best overlap (MABO), as Selective Search reports. */
  readonly meanAverageBestOverlap: readonly number[];
  readonly perClass: readonly ({ readonly class: string } & ProposalCoverage)[];
  readonly perSize: readonly ({ readonly size: string } & ProposalCoverage)[];
  /** Whether the proposals of every image are known. */
  readonly complete: boolean;
  readonly missing: Pick<Missing, 'images'>;
  /** Boxes per image whose proposals are known. */
  readonly boxes: { readonly mean: number; readonly most: number };
}

const defaultIou = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);
const defaultCounts = [10, 50, 100, 200, 500, 1000, 2000];

/**
 * Recall, average recall and best overlap of class-agnostic boxes. Crowds are never counted: no box fits one.
 *
 * @throws RcnnError `bad-option` when counts do not ascend or an IoU is outside 0..1; `bad-dataset` when
 *   there is not one entry of `proposals` per image
 */
export function evaluateProposals(options: ProposalEvaluationOptions): ProposalEvaluation {
  expectKnown('evaluateProposals', options, KNOWN);
  const { truth, images, classes } = toTruthColumns(options);
  const { proposals, iou = defaultIou, counts = defaultCounts, difficult = false } = options;
  const { areaRanges = cocoAreaRanges.slice(1) } = options;
  check(proposals, images.length, iou, counts);
  const excluded = difficult ? CROWD : SET_ASIDE;
  const rows = rowsWhere(truth, (row) => (truth.flags[row] & excluded) === 0 && truth.class[row] >= 0);
  const best = bestOverlaps(truth, rows, proposals, counts);
  const cover = (keep: (row: number) => boolean) => coverage(best, rows, keep, iou, counts.length);
  const perClass = classes.map(({ name }, index) => ({
    class: name,
    ...cover((row) => truth.class[row] === index),
  }));
  const sizes = proposals.flatMap((boxes) => (boxes ? [boxes.length] : []));
  const missing = images.filter((_, i) => !proposals[i]).map(({ id }) => id);
  return {
    options: { iou, counts, difficult },
    ...cover(() => true),
    meanAverageBestOverlap: counts.map((_, n) =>
      mean(perClass.filter(({ objects }) => objects > 0).map((row) => row.meanBestOverlap[n])),
    ),
    perClass,
    perSize: areaRanges.map((range) => ({
      size: range.name,
      ...cover((row) => inRange(range, truth.area[row])),
    })),
    complete: missing.length === 0,
    missing: { images: missing },
    boxes: { mean: mean(sizes), most: sizes.reduce((most, size) => Math.max(most, size), 0) },
  };
}

/**
 * The highest IoU of each object (`rows` of `truth`) with the first `counts[n]` boxes of its image:
 * `result[n][i]` for row `rows[i]`. One pass over the boxes serves all counts.
 */
export function bestOverlaps(
  truth: TruthTable,
  rows: Int32Array,
  proposals: readonly (Boxes | undefined)[],
  counts: readonly number[],
): Float64Array[] {
  const best = counts.map(() => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const boxes = proposals[truth.image[row]];
    let highest = 0;
    let at = 0;
    for (let n = 0; n < counts.length; n++) {
      const end = Math.min(counts[n], boxes?.length ?? 0);
      if (boxes) highest = Math.max(highest, bestWithin(truth, row, boxes, at, end));
      at = Math.max(at, end);
      best[n][i] = highest;
    }
  }
  return best;
}

/** Truth coordinates are rounded to float32, as boxes are, so that an object proposed as it is has IoU 1. */
function bestWithin(truth: TruthTable, row: number, boxes: Boxes, start: number, end: number): number {
  const x1 = Math.fround(truth.x1[row]);
  const y1 = Math.fround(truth.y1[row]);
  const x2 = Math.fround(truth.x2[row]);
  const y2 = Math.fround(truth.y2[row]);
  const area = (x2 - x1) * (y2 - y1);
  let best = 0;
  for (let i = start; i < end; i++) {
    const width = Math.min(boxes.x2[i], x2) - Math.max(boxes.x1[i], x1);
    if (width <= 0) continue;
    const height = Math.min(boxes.y2[i], y2) - Math.max(boxes.y1[i], y1);
    if (height <= 0) continue;
    const shared = width * height;
    const own = (boxes.x2[i] - boxes.x1[i]) * (boxes.y2[i] - boxes.y1[i]);
    const overlap = shared / (own + area - shared);
    if (overlap > best) best = overlap;
  }
  return best;
}

function coverage(
  best: readonly Float64Array[],
  rows: Int32Array,
  keep: (row: number) => boolean,
  iou: readonly number[],
  counts: number,
): ProposalCoverage {
  const chosen: number[] = [];
  for (let i = 0; i < rows.length; i++) if (keep(rows[i])) chosen.push(i);
  const perCount = <T>(of: (overlaps: Float64Array) => T) =>
    Array.from({ length: counts }, (_, n) => of(best[n]));
  const meanOf = (value: (overlap: number) => number) =>
    perCount((overlaps) => mean(chosen.map((i) => value(overlaps[i]))));
  return {
    objects: chosen.length,
    recall: perCount((overlaps) =>
      iou.map((threshold) => mean(chosen.map((i) => (overlaps[i] >= threshold ? 1 : 0)))),
    ),
    averageRecall: meanOf((overlap) => 2 * Math.max(0, overlap - 0.5)),
    meanBestOverlap: meanOf((overlap) => overlap),
  };
}

/** 0 for no values: a class without objects covers none. */
function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rowsWhere(truth: TruthTable, keep: (row: number) => boolean): Int32Array {
  const rows = new Int32Array(truth.length);
  let count = 0;
  for (let row = 0; row < truth.length; row++) if (keep(row)) rows[count++] = row;
  return rows.slice(0, count);
}

function check(
  proposals: readonly unknown[],
  images: number,
  iou: readonly number[],
  counts: readonly number[],
): void {
  if (proposals.length !== images) {
    throw new RcnnError(
      'bad-dataset',
      `Expected proposals for each of ${images} images, but got ${proposals.length} entries.`,
    );
  }
  if (!iou.every((value) => value > 0 && value <= 1)) {
    throw new RcnnError('bad-option', `Expected IoUs in (0, 1], but got ${iou.join(', ')}.`);
  }
  if (!counts.every((count, i) => Number.isInteger(count) && count > (counts[i - 1] ?? 0))) {
    throw new RcnnError('bad-option', `Expected ascending numbers of boxes, but got ${counts.join(', ')}.`);
  }
}
