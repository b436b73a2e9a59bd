/**
 * Truth and detections as columns: half a million detections are a handful of typed arrays, not half a million
 * objects. Coordinates are float64 pixels, half-open (see geometry/box.ts); readers convert inclusive records.
 */
import type { Box } from '../geometry/box.js';
import type { LeftOutClass } from './left-out-classes.js';

export interface ImageRecord {
  /** The data set's own name for it: `2008_000008`, `ILSVRC2013_val_00000001`, `397133`. */
  readonly id: string;
  /** Path of the photograph relative to the data set's root, where known. */
  readonly file?: string;
  /** Pixels; 0 when the record does not say. */
  readonly width: number;
  readonly height: number;
  /** The contest's own number, where its result files use it: ILSVRC. */
  readonly number?: number;
  /** Its id in a COCO file, where that is text: results on the set are written with it. */
  readonly textId?: string;
  /** Its split, where the data set has several or names its only one. */
  readonly split?: string;
  /** Places of which somebody said that they hold no object, though they look like one. Pixels, half-open. */
  readonly background?: readonly Box[];
}

/** How people know an image: numbered ones (COCO's) by the name of their photograph, others by their id. */
export function imageName({ id, file }: Pick<ImageRecord, 'id' | 'file'>): string {
  return file !== undefined && /^\d+$/.test(id) ? file.slice(file.lastIndexOf('/') + 1) : id;
}

export interface ClassRecord {
  /** The name shown: `aeroplane`. */
  readonly name: string;
  /** The contest's own number: COCO category id, ILSVRC DET id; 1.. by position where there is none. */
  readonly id: number;
  readonly wnid?: string;
  /** As of {@link ImageRecord}. */
  readonly textId?: string;
  /** Further category ids of COCO files that mean this class: text, 64 bits, or a second category of its name. */
  readonly aliases?: readonly (number | string)[];
}

/** Bits of {@link TruthTable.flags}. */
export const DIFFICULT = 1;
export const TRUNCATED = 2;
export const OCCLUDED = 4;
export const CROWD = 8;
/** Objects with one of these marks are neither learnt nor measured. */
export const SET_ASIDE = DIFFICULT | CROWD;

/** The place that each row of a table was read from, for messages. */
export interface Origins {
  readonly files: readonly string[];
  /** Index into `files`. */
  readonly file: Int32Array;
  /** 1-based; 0 where it is not known. */
  readonly line: Int32Array;
  /** Position in the file's own list, from 0, where line numbers mean little: COCO's `annotations[17]`. */
  readonly item?: { readonly list: string; readonly index: Int32Array };
}

interface BoxColumns {
  readonly length: number;
  /** Index into `images`. */
  readonly image: Int32Array;
  /** Index into `classes`. */
  readonly class: Int32Array;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
  /**
   * Square pixels of each box where the record states width and height (COCO): their product as written.
   * `(x2 - x1) * (y2 - y1)` rounds differently, enough to move an IoU across a threshold that it meets
   * exactly; pycocotools multiplies the recorded sides. Absent: computed from the corners.
   */
  readonly boxArea?: Float64Array;
  /** Kept by the readers of files; `dataset check` names the line with it. */
  readonly origins?: Origins;
}

export interface TruthTable extends BoxColumns {
  readonly flags: Uint8Array;
  /** Square pixels as annotated (COCO: of the mask); the box's own where the record has none. */
  readonly area: Float64Array;
}

export interface DetectionTable extends BoxColumns {
  readonly score: Float64Array;
  readonly covers?: Coverage;
  /** Detections of class -1 by what the results call their classes; absent when there are none. */
  readonly leftOut?: readonly LeftOutClass[];
}

/**
 * What results cover, where their format says so: an image or class that they do not name is missing, which is
 * not the same as having no detections. NDJSON has a line per image, VOC a file per class; in COCO's and
 * ILSVRC's lists an image without detections leaves no trace.
 */
export interface Coverage {
  /** Per image 1 or 0; absent where the format does not say. */
  readonly images?: Uint8Array;
  /** Per class 1 or 0; absent where the format does not say. */
  readonly classes?: Uint8Array;
}

/** What is evaluated against: one split of a data set. */
export interface Dataset {
  readonly images: readonly ImageRecord[];
  readonly classes: readonly ClassRecord[];
  readonly truth: TruthTable;
  /** Folder that `ImageRecord.file` starts from. */
  readonly root?: string;
}

/** What detections refer to. */
export type ImagesAndClasses = Pick<Dataset, 'images' | 'classes'>;

/** How many of the objects are difficult, or crowds: those are neither learnt nor measured. */
export function countSetAside({ flags }: Pick<TruthTable, 'flags'>): number {
  return flags.reduce((count, flag) => count + (flag & SET_ASIDE ? 1 : 0), 0);
}
