/** What the page draws of a detection: the JSON of `POST /v1/explain`, and the same from a worker of the page. */
import type { Box } from '../src/geometry/box.js';
import { NMS_IOU } from './defaults.js';
import type { Explained } from './detector.js';
import type { Evidence } from './scorers/region-scorer.js';

/** x1, y1, x2, y2 in pixels of the photograph. */
export type Corners = readonly [number, number, number, number];

export interface LookAnswer {
  readonly width: number;
  readonly height: number;
  readonly classes: readonly string[];
  /** Of the model: least score shown, of all classes and of each. */
  readonly threshold: number;
  readonly thresholds: readonly number[];
  readonly nmsIou: number;
  /** Best first. */
  readonly proposals: readonly Corners[];
  /** How many of them, or of those that a cheaper look left, the network saw. */
  readonly looked: number;
  /** Class, score and box as proposed, likeliest first. */
  readonly regions: readonly (readonly [number, number, ...Corners])[];
  /**
   * Class, score of the network, refined box, number of the proposal, and 1 for what a second look at a refined box gave;
   * from the score floor on.
   */
  readonly candidates: readonly (readonly [number, number, ...Corners, number, number])[];
  /** Absent where proposals come from elsewhere. */
  readonly segments: Segments | undefined;
  /** Milliseconds by step. */
  readonly timings: { readonly decode: number; readonly propose: number; readonly classify: number };
}

/** A hierarchy of selective search. Pixels are those of the searched picture, which may be a smaller copy. */
export interface Segments {
  readonly width: number;
  readonly height: number;
  readonly count: number;
  readonly colorSpace: string;
  readonly k: number;
  /** Segment and number of pixels, again and again, rows from the top. */
  readonly runs: readonly number[];
  /** The two regions that become region `count`, `count + 1`, ... */
  readonly merges: readonly (readonly [number, number])[];
}

/** The JSON of `POST /v1/evidence`. */
export interface EvidenceAnswer {
  readonly width: number;
  readonly height: number;
  /** Rows from the top. */
  readonly values: readonly number[];
  readonly bias: number;
  /** What the cells cover. */
  readonly box: Box;
}

export function evidenceAnswer({ values, ...map }: Evidence): EvidenceAnswer {
  return { ...map, values: [...values] };
}

/** Boxes of the search that are sent, best first: what the network looks at and as many again. */
const SENT_PROPOSALS = 1000;

/**
 * @param explained boxes in pixels of the photograph, times in milliseconds
 * @param model `threshold`: least score shown; `nmsIou`: overlap above which one of two boxes of a class goes
 * @returns plain JSON: boxes to a tenth of a pixel, scores to six digits
 */
export function lookAnswer(
  explained: Omit<Explained, 'raster' | 'scores'>,
  { classes, threshold, nmsIou = NMS_IOU }: Pick<LookAnswer, 'classes' | 'threshold'> & { nmsIou?: number },
): LookAnswer {
  const { width, height, proposals, regions, candidates, search, timings } = explained;
  const found = search?.boxes ?? proposals;
  return {
    ...{ width, height, classes, nmsIou, timings },
    threshold,
    thresholds: explained.thresholds,
    proposals: rows(found.slice(0, SENT_PROPOSALS).toArray()),
    looked: proposals.length,
    regions: regions.map(({ classIndex, score, box }) => [classIndex, short(score), ...corners(box)]),
    candidates: candidates.map(({ classIndex, networkScore, box, proposal, secondLook }) => [
      classIndex,
      short(networkScore),
      ...corners(box),
      proposal,
      Number(secondLook),
    ]),
    segments: search && segmentsOf(search),
  };
}

/** The first hierarchy: the segments of the photograph, and which two became one, in order. */
function segmentsOf({ hierarchies, searched }: NonNullable<Explained['search']>): LookAnswer['segments'] {
  const [first] = hierarchies;
  if (!first?.labels) return undefined;
  const { tree, labels, colorSpace, k } = first;
  const { width, height } = searched;
  const merges = [...tree.left].map((left, m): [number, number] => [left, tree.right[m]!]);
  return { width, height, count: tree.segments, colorSpace, k, runs: runsOf(labels), merges };
}

/** Neighbouring pixels are mostly of one segment: its number and how many, again and again. */
function runsOf(labels: Int32Array): number[] {
  const runs: number[] = [];
  for (let i = 0; i < labels.length; ) {
    const begin = i;
    while (i < labels.length && labels[i] === labels[begin]) i++;
    runs.push(labels[begin]!, i - begin);
  }
  return runs;
}

/** A tenth of a pixel is nothing to see. */
const tenths = (value: number) => Math.round(10 * value) / 10;
const corners = ({ x1, y1, x2, y2 }: Box) => [tenths(x1), tenths(y1), tenths(x2), tenths(y2)] as const;
const rows = (boxes: readonly Box[]) => boxes.map(corners);
const short = (score: number) => Number(score.toPrecision(6));
