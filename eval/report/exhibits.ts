/** The worst false positives and misses, chosen for the gallery. */
import { count } from '../../src/counted.js';
import { type DetectionTable, imageName, type TruthTable } from '../../src/datasets/records.js';
import { area, type Box, iou } from '../../src/geometry/box.js';
import type { PictureBox } from '../../src/reports/document.js';
import { decimal } from '../../src/reports/format.js';
import { leastScore } from '../analysis/confusion.js';
import type { ErrorKind } from '../analysis/errors.js';
import type { ReportData } from './data.js';

/** One error to be shown on its photograph. */
export interface Exhibit {
  readonly kind: ErrorKind;
  /** Index into the images. */
  readonly image: number;
  readonly title: string;
  readonly caption: string;
  readonly boxes: readonly PictureBox[];
}

export interface ExhibitOptions {
  /** False positives of each kind. Default 8: two rows on a wide page. */
  readonly perKind?: number;
  /** Default 12. */
  readonly missed?: number;
}

/** At most this many objects are drawn with a detection; more would hide it. */
const mostObjects = 3;

const falsePositiveKinds = ['classification', 'localisation', 'both', 'duplicate', 'background'] as const;

/**
 * Where classes have thresholds of their own, the errors that people see; all of them where a kind has none that
 * reaches its class's.
 */
function seenFirst({ columns: { detections, classes }, analysis }: ReportData, rows: number[]): number[] {
  if (!analysis.confusion.thresholds) return rows;
  const least = classes.map(({ name }) => leastScore(analysis.confusion, name));
  const seen = rows.filter((row) => detections.score[row] >= least[detections.class[row]]);
  return seen.length > 0 ? seen : rows;
}

/** Of each kind of false positive those of highest score, and the largest missed objects; one per photograph. */
export function chooseExhibits(
  data: ReportData,
  { perKind = 8, missed = 12 }: ExhibitOptions = {},
): Exhibit[] {
  const { truth, detections } = data.columns;
  const { errors } = data.analysis;
  const rows: Record<string, number[]> = Object.fromEntries(falsePositiveKinds.map((kind) => [kind, []]));
  for (const [row, kind] of errors.kinds.entries()) if (kind !== null) rows[kind].push(row);
  for (const kind of falsePositiveKinds) rows[kind] = seenFirst(data, rows[kind]);
  const objects = rowsByImage(truth);
  const boxes = rowsByImage(detections);
  const best = (kind: ErrorKind) =>
    onePerImage(
      rows[kind].sort((a, b) => detections.score[b] - detections.score[a] || a - b),
      detections.image,
      perKind,
    );
  const largest = errors.missed.toSorted((a, b) => truth.area[b] - truth.area[a] || a - b);
  return [
    ...falsePositiveKinds.flatMap((kind) =>
      best(kind).map((row) => falsePositive(data, kind, row, objects.get(detections.image[row]) ?? [])),
    ),
    ...onePerImage(largest, truth.image, missed).map((row) =>
      missedObject(data, row, boxes.get(truth.image[row]) ?? []),
    ),
  ];
}

function onePerImage(rows: readonly number[], image: Int32Array, most: number): number[] {
  const seen = new Set<number>();
  const chosen: number[] = [];
  for (const row of rows) {
    if (chosen.length === most) break;
    if (seen.has(image[row])) continue;
    seen.add(image[row]);
    chosen.push(row);
  }
  return chosen;
}

function rowsByImage({ image, class: classOf, length }: TruthTable | DetectionTable): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < length; row++) {
    if (classOf[row] < 0) continue;
    const list = rows.get(image[row]);
    if (list) list.push(row);
    else rows.set(image[row], [row]);
  }
  return rows;
}

function falsePositive(
  { columns: { truth, detections, classes, images } }: ReportData,
  kind: ErrorKind,
  row: number,
  objects: readonly number[],
): Exhibit {
  const box = boxAt(detections, row);
  const name = classes[detections.class[row]].name;
  const near = objects
    .map((object) => ({ object, overlap: iou(box, boxAt(truth, object)) }))
    .filter(({ overlap }) => overlap > 0)
    .sort((a, b) => b.overlap - a.overlap);
  const nameOf = (object: number) => classes[truth.class[object]].name;
  const same = near.find(({ object }) => truth.class[object] === detections.class[row]);
  const other = near.find(({ object }) => truth.class[object] !== detections.class[row]);
  const overlap = (found: typeof same) => iouText(found?.overlap ?? 0);
  const caption: Partial<Record<ErrorKind, string>> = {
    classification: `is ${other ? nameOf(other.object) : 'another class'}, IoU ${overlap(other)}`,
    localisation: `IoU ${overlap(same)} with the ${name}`,
    both: `IoU ${overlap(other)} with ${other ? nameOf(other.object) : 'another class'}`,
    duplicate: `already found, IoU ${overlap(same)}`,
    background: `no object of IoU 0.1 there`,
  };
  return {
    kind,
    image: detections.image[row],
    title: `${name} ${decimal(detections.score[row])}`,
    caption: `${caption[kind]} · ${imageName(images[detections.image[row]])}`,
    boxes: [
      ...near
        .slice(0, mostObjects)
        .map(({ object }) => ({ role: 'truth' as const, box: boxAt(truth, object), label: nameOf(object) })),
      { role: 'detection', box, label: `${name} ${decimal(detections.score[row])}` },
    ],
  };
}

/** Two digits, cut: an IoU of 0.499 that did not suffice must not read as 0.50. */
function iouText(overlap: number): string {
  return decimal(Math.floor(100 * overlap + 1e-9) / 100);
}

function missedObject(
  { columns: { truth, detections, classes, images } }: ReportData,
  row: number,
  candidates: readonly number[],
): Exhibit {
  const box = boxAt(truth, row);
  const name = classes[truth.class[row]].name;
  const near = candidates
    .map((detection) => ({ detection, overlap: iou(box, boxAt(detections, detection)) }))
    .filter(({ overlap }) => overlap > 0)
    .reduce<{ detection: number; overlap: number } | undefined>(
      (best, one) => (best && best.overlap >= one.overlap ? best : one),
      undefined,
    );
  const label = (detection: number) =>
    `${classes[detections.class[detection]].name} ${decimal(detections.score[detection])}`;
  const size = `${count(Math.round(box.x2 - box.x1))} × ${count(Math.round(box.y2 - box.y1))} px`;
  return {
    kind: 'missed',
    image: truth.image[row],
    title: name,
    caption: `${size}; ${near ? `nearest box: ${label(near.detection)}, IoU ${iouText(near.overlap)}` : 'no box touches it'} · ${imageName(images[truth.image[row]])}`,
    boxes: [
      { role: 'truth', box, label: name },
      ...(near
        ? [
            {
              role: 'detection' as const,
              box: boxAt(detections, near.detection),
              label: label(near.detection),
            },
          ]
        : []),
    ],
  };
}

function boxAt({ x1, y1, x2, y2 }: TruthTable | DetectionTable, row: number): Box {
  return { x1: x1[row], y1: y1[row], x2: x2[row], y2: y2[row] };
}

/** Surroundings shown on each side, in parts of the boxes' own extent: enough to see what the scene is. */
const surroundings = 0.35;

/** A view is never smaller than this, in pixels: a tiny object needs its place in the picture. */
const smallestView = 96;

/** Width over height of every view, so that pictures form rows. */
const aspect = 4 / 3;

/** The part of an image that shows the boxes of an exhibit; the whole of it when they fill it. */
export function viewOf({ boxes }: Pick<Exhibit, 'boxes'>, size: { width: number; height: number }): Box {
  const all = boxes.map(({ box }) => box);
  const union = {
    x1: Math.max(0, Math.min(...all.map(({ x1 }) => x1))),
    y1: Math.max(0, Math.min(...all.map(({ y1 }) => y1))),
    x2: Math.min(size.width, Math.max(...all.map(({ x2 }) => x2))),
    y2: Math.min(size.height, Math.max(...all.map(({ y2 }) => y2))),
  };
  if (area(union) === 0) return { x1: 0, y1: 0, x2: size.width, y2: size.height };
  const grown = 1 + 2 * surroundings;
  const height = Math.max(
    (union.y2 - union.y1) * grown,
    ((union.x2 - union.x1) * grown) / aspect,
    smallestView,
  );
  const [x1, x2] = stretch(union.x1, union.x2, height * aspect, size.width);
  const [y1, y2] = stretch(union.y1, union.y2, height, size.height);
  return { x1, y1, x2, y2 };
}

/** A span of whole pixels around the middle of another, pushed inside 0..limit. */
function stretch(from: number, to: number, wanted: number, limit: number): [number, number] {
  const length = Math.min(limit, Math.ceil(wanted));
  const start = Math.min(Math.max(0, Math.round((from + to - length) / 2)), limit - length);
  return [start, start + length];
}
