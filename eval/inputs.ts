/** The public edge: plain arrays of objects become the columns that the rest of eval/ works on. */
import {
  type ClassRecord,
  CROWD,
  type DetectionTable,
  DIFFICULT,
  type ImageRecord,
  OCCLUDED,
  TRUNCATED,
  type TruthTable,
} from '../src/datasets/records.js';
import { RcnnError } from '../src/errors.js';
import type { Box } from '../src/geometry/box.js';

/** One annotated object. */
export interface TruthObject {
  /** Id of the image. */
  readonly image: string;
  /** Name of the class. */
  readonly class: string;
  readonly box: Box;
  readonly difficult?: boolean;
  readonly truncated?: boolean;
  readonly occluded?: boolean;
  /** One box around many objects (COCO's `iscrowd`). */
  readonly crowd?: boolean;
  /** Square pixels as annotated; the box's own when absent. */
  readonly area?: number;
}

/** One scored box of a detector. */
export interface DetectedObject {
  readonly image: string;
  readonly class: string;
  readonly score: number;
  readonly box: Box;
}

/** What is compared with what: columns as the readers give them, or plain objects. */
export interface EvaluationInput {
  readonly truth: TruthTable | readonly TruthObject[];
  readonly detections: DetectionTable | readonly DetectedObject[];
  /** All images of the split, empty ones too. Absent: those that truth or detections name. */
  readonly images?: readonly (ImageRecord | string)[];
  /** In the order of the report. Absent: those of the truth, in order of appearance. */
  readonly classes?: readonly (ClassRecord | string)[];
}

/** The same as columns. Rows whose class is not evaluated have class -1. */
export interface Columns {
  readonly truth: TruthTable;
  readonly detections: DetectionTable;
  readonly images: readonly ImageRecord[];
  readonly classes: readonly ClassRecord[];
}

/**
 * Checks the input and turns plain objects into columns.
 *
 * @throws RcnnError `bad-option` when truth or detections are missing; `bad-dataset` when tables come without their
 *   images and classes, a row names an image that is not in the split, has no box, or a number is not finite
 */
export function toColumns(input: EvaluationInput): Columns {
  expectLists(input);
  const images = imageRecords(input);
  const classes = classRecords(input);
  const imageIndex = new Map(images.map(({ id }, index) => [id, index]));
  const classIndex = new Map(classes.map(({ name }, index) => [name, index]));
  const place = (what: string, row: TruthObject | DetectedObject) => {
    const { x1, y1, x2, y2 } = (row.box ?? {}) as Partial<Box>;
    if (![x1, y1, x2, y2].every((side) => typeof side === 'number')) throw notNumbers(what, row, 'box');
    const image = imageIndex.get(row.image);
    if (image === undefined) {
      throw new RcnnError(
        'bad-dataset',
        `Expected each ${what} on one of the ${images.length} images of the split, but got image "${row.image}".`,
      );
    }
    return { image, class: classIndex.get(row.class) ?? -1 };
  };
  const truth = isTable(input.truth) ? input.truth : truthTable(input.truth, (row) => place('object', row));
  const detections = isTable(input.detections)
    ? input.detections
    : detectionTable(input.detections, (row) => {
        if (typeof row.score !== 'number') throw notNumbers('detection', row, 'score');
        return place('detection', row);
      });
  checkRows('object', truth, images.length, classes.length);
  checkRows('detection', detections, images.length, classes.length);
  if (!detections.score.every(Number.isFinite)) {
    throw new RcnnError('bad-dataset', 'Expected finite scores, but got a detection whose score is not.');
  }
  return { truth, detections, images, classes };
}

/** @throws RcnnError `bad-option` */
function expectLists(input: EvaluationInput): void {
  for (const name of ['truth', 'detections'] as const) {
    const given: unknown = input[name];
    if (typeof given === 'object' && given !== null) continue;
    throw new RcnnError('bad-option', `Expected ${name} to be an array of objects, but got ${given}.`);
  }
}

const EXPECTED = { box: 'a box { x1, y1, x2, y2 } of numbers', score: 'a number as its score' };

function notNumbers(what: string, row: TruthObject | DetectedObject, field: 'box' | 'score'): RcnnError {
  const came = JSON.stringify((row as DetectedObject)[field])?.slice(0, 100);
  const where = `one of class "${row.class}" on image "${row.image}" has ${came ?? 'none'}`;
  return new RcnnError('bad-dataset', `Expected each ${what} to have ${EXPECTED[field]}, but ${where}.`);
}

/** Truth alone, for what needs no detections. */
export function toTruthColumns(input: Omit<EvaluationInput, 'detections'>): Omit<Columns, 'detections'> {
  return toColumns({ ...input, detections: [] });
}

function isTable<T extends { length: number }>(value: T | readonly unknown[]): value is T {
  return !Array.isArray(value);
}

function imageRecords({ images, truth, detections }: EvaluationInput): ImageRecord[] {
  if (images) {
    return images.map((image) => (typeof image === 'string' ? { id: image, width: 0, height: 0 } : image));
  }
  if (isTable(truth) || isTable(detections)) {
    throw new RcnnError('bad-dataset', 'Expected `images` beside tables: their rows hold indices into it.');
  }
  const ids = new Set([...truth, ...detections].map(({ image }) => image));
  return [...ids].map((id) => ({ id, width: 0, height: 0 }));
}

function classRecords({ classes, truth }: EvaluationInput): ClassRecord[] {
  if (classes) {
    return classes.map((name, index) => (typeof name === 'string' ? { name, id: index + 1 } : name));
  }
  if (isTable(truth)) {
    throw new RcnnError('bad-dataset', 'Expected `classes` beside tables: their rows hold indices into it.');
  }
  const names = new Set(truth.map((row) => row.class));
  return [...names].map((name, index) => ({ name, id: index + 1 }));
}

type Place = { readonly image: number; readonly class: number };

function boxColumns<Row extends { readonly box: Box }>(rows: readonly Row[], place: (row: Row) => Place) {
  const places = rows.map(place);
  return {
    length: rows.length,
    image: Int32Array.from(places, ({ image }) => image),
    class: Int32Array.from(places, (row) => row.class),
    x1: Float64Array.from(rows, ({ box }) => box.x1),
    y1: Float64Array.from(rows, ({ box }) => box.y1),
    x2: Float64Array.from(rows, ({ box }) => box.x2),
    y2: Float64Array.from(rows, ({ box }) => box.y2),
  };
}

function truthTable(rows: readonly TruthObject[], place: (row: TruthObject) => Place): TruthTable {
  const bit = (set: boolean | undefined, flag: number) => (set ? flag : 0);
  return {
    ...boxColumns(rows, place),
    flags: Uint8Array.from(
      rows,
      (row) =>
        bit(row.difficult, DIFFICULT) |
        bit(row.truncated, TRUNCATED) |
        bit(row.occluded, OCCLUDED) |
        bit(row.crowd, CROWD),
    ),
    area: Float64Array.from(rows, ({ area, box }) => area ?? (box.x2 - box.x1) * (box.y2 - box.y1)),
  };
}

function detectionTable(
  rows: readonly DetectedObject[],
  place: (row: DetectedObject) => Place,
): DetectionTable {
  return { ...boxColumns(rows, place), score: Float64Array.from(rows, ({ score }) => score) };
}

function checkRows(what: string, table: TruthTable | DetectionTable, images: number, classes: number): void {
  const { length, image, class: classOf, x1, y1, x2, y2 } = table;
  for (let i = 0; i < length; i++) {
    if (image[i] < 0 || image[i] >= images || classOf[i] < -1 || classOf[i] >= classes) {
      throw new RcnnError(
        'bad-dataset',
        `Expected ${what} ${i} to point into ${images} images and ${classes} classes, but got image ${image[i]} and class ${classOf[i]}.`,
      );
    }
    if (!Number.isFinite(x1[i] + y1[i] + x2[i] + y2[i])) {
      throw new RcnnError(
        'bad-dataset',
        `Expected finite corners, but ${what} ${i} on image ${image[i]} has (${x1[i]}, ${y1[i]}, ${x2[i]}, ${y2[i]}).`,
      );
    }
  }
}
