/**
 * Each contest's rules as data. A matcher (matching/) applies `assignment`; everything else is a number or a
 * choice that the rest of eval/ reads. The rules stay separate on purpose: one set of detections has a
 * different mAP under each.
 */
import { unknownName } from '../src/errors.js';
import { type AreaRange, cocoAreaRanges } from './area-ranges.js';
import type { CurveRule } from './average-precision.js';
import type { Assignment } from './matching/matchers.js';

/** The rules that turn boxes into a number. */
export interface Rules {
  readonly assignment: Assignment;
  /** IoUs that are averaged over, ascending; at most 32. */
  readonly iou: readonly number[];
  /** ILSVRC: a w x h object's threshold is min(IoU, wh / ((w + 10)(h + 10))). */
  readonly relaxSmall: boolean;
  /** Ignored objects are not to be found, and what finds them counts neither way. */
  readonly difficult: 'ignored' | 'counted';
  /**
   * `absorbing`: ignored, matched any number of times, overlap measured over the detection's area (COCO).
   * `ignored`: as a difficult object, for rules that know no crowds.
   */
  readonly crowd: 'absorbing' | 'ignored';
  /** At most this many per image and class take part, best first; ascending, the last one cuts. */
  readonly maxDetections: readonly number[];
  /** The first is the headline's; COCO reports the others beside it. */
  readonly areaRanges: readonly AreaRange[];
  readonly curve: CurveRule;
  /** Which of two equal scores comes first: the earlier row, or the earlier image and then the earlier row. */
  readonly ties: 'row' | 'image';
}

export interface Protocol extends Rules {
  readonly name: DetectionProtocolName;
  /** For people. */
  readonly title: string;
  /** `coco` names its twelve numbers, `voc` has mAP alone. */
  readonly summary: 'mAP' | 'coco';
}

const everything: readonly AreaRange[] = cocoAreaRanges.slice(0, 1);
const unlimited: readonly number[] = [Number.POSITIVE_INFINITY];

/**
 * PASCAL VOC 2007, from the devkit's `VOCevaldet.m`: scores sorted over all images (MATLAB's sort is stable, so
 * ties stay in file order), difficult objects ignored, a second detection of an object is false. AP samples
 * precision at recall 0, 0.1 .. 1. The devkit's inclusive pixels (+1) are in the half-open boxes already.
 */
const voc2007: Protocol = {
  name: 'voc2007',
  title: 'PASCAL VOC 2007',
  assignment: 'best-then-taken',
  iou: [0.5],
  relaxSmall: false,
  difficult: 'ignored',
  crowd: 'ignored',
  maxDetections: unlimited,
  areaRanges: everything,
  curve: '11-point',
  ties: 'row',
  summary: 'mAP',
};

/** PASCAL VOC 2010 to 2012, from the devkit's `VOCap.m`: as 2007, with the area under every step of the curve. */
const voc2010: Protocol = {
  ...voc2007,
  name: 'voc2010',
  title: 'PASCAL VOC 2010–2012',
  curve: 'every-point',
};

/**
 * ILSVRC DET, from the devkit's `eval_detection.m`: free objects only, thresholds relaxed for small objects
 * ("10 pixels" of tolerance), every object counted. Images are matched one by one and joined in the order of
 * their list before the stable sort by score, so ties go by image. Blacklisted pairs of image and class are
 * taken out before (option `blacklist`).
 */
const ilsvrcDet: Protocol = {
  name: 'ilsvrc-det',
  title: 'ILSVRC DET',
  assignment: 'best-free',
  iou: [0.5],
  relaxSmall: true,
  difficult: 'counted',
  crowd: 'ignored',
  maxDetections: unlimited,
  areaRanges: everything,
  curve: 'every-point',
  ties: 'image',
  summary: 'mAP',
};

/**
 * COCO boxes, from pycocotools' `cocoeval.py`: ten IoUs, 101 recalls, crowds, four sizes, the best 1, 10 and
 * 100 detections of each image and class. Scores are sorted per image and then over all (both mergesort, stable;
 * images by ascending id), so ties go by image id, then by row.
 *
 * One difference: pycocotools takes a match with the annotation of id 0 for none; here it counts.
 */
const coco: Protocol = {
  name: 'coco',
  title: 'COCO',
  assignment: 'counted-first',
  // np.linspace(0.5, 0.95, 10), whose fourth and seventh values are not 0.65 and 0.8 as written.
  iou: Array.from({ length: 10 }, (_, i) => (i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9))),
  relaxSmall: false,
  difficult: 'counted',
  crowd: 'absorbing',
  maxDetections: [1, 10, 100],
  areaRanges: cocoAreaRanges,
  curve: '101-point',
  ties: 'image',
  summary: 'coco',
};

const protocols = { voc2007, voc2010, 'ilsvrc-det': ilsvrcDet, coco };

export type DetectionProtocolName = keyof typeof protocols;

/** Contests whose results are boxes. */
export const detectionProtocols = Object.keys(protocols) as readonly DetectionProtocolName[];

/** Contests whose results are labels: see classification.ts. */
export const labelProtocols = ['ilsvrc-cls'] as const;

export type LabelProtocolName = (typeof labelProtocols)[number];

export function isOfLabels(protocol: string | undefined): protocol is LabelProtocolName {
  return labelProtocols.some((name) => name === protocol);
}

/** @throws RcnnError `bad-option` for an unknown name, with the valid ones */
export function protocolNamed(name: string): Protocol {
  if (!Object.hasOwn(protocols, name)) throw unknownName('protocol', name, detectionProtocols);
  return protocols[name as DetectionProtocolName];
}
