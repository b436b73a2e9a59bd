/** The options of a classifier: one schema per call gives the types, the checks and the messages. */
import { z } from 'zod';
import { AVERAGES, type Average } from '../average.js';
import { abortSignal, anyOf, boxOption, someText, wholeFrom1 } from '../check-arguments.js';
import { type EngineChoice, engineNames } from '../engines/index.js';
import type { Box } from '../geometry/box.js';
import { CROPS, type Crops } from './views.js';

export interface LoadClassifierOptions {
  /**
   * `bvlc` (default; `weights fetch bvlc`) or a weights file; several, or the file of an ensemble (.json), whose answers
   * are averaged, name the same classes.
   */
  readonly model?: string | readonly string[] | undefined;
  readonly engine?: EngineChoice | undefined;
  /** Threads inside one operation; default: all cores. */
  readonly threads?: number | undefined;
  /** Whether the network runs in a thread of its own, so that the event loop stays free; default true. */
  readonly worker?: boolean | undefined;
}

interface CallOptions {
  /** When aborted, the call rejects with `aborted` and no further batch begins. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClassifyOptions extends CallOptions {
  /** Number of classes to return, best first; default 5. */
  readonly top?: number | undefined;
  /** Crops of a whole image, whose probabilities are averaged; default 1. See `viewsOf`. */
  readonly crops?: Crops | undefined;
  /** Default `mean`, the paper's. */
  readonly average?: Average | undefined;
}

export interface RegionsOptions extends CallOptions {
  /** Pixels of the image; each is warped with its surroundings, as R-CNN does. Any number: memory does not grow with it. */
  readonly boxes: readonly Box[];
  readonly top?: number | undefined;
}

export interface FeaturesOptions extends CallOptions {
  /** Name in the specification (`googlenet-rcnn summary`); default `pool5/7x7_s1`, 1,024 values that describe the image. */
  readonly layer?: string | undefined;
  /** Regions to describe instead of the whole image. */
  readonly boxes?: readonly Box[] | undefined;
}

export interface MapsOptions extends CallOptions {
  /** Names or WordNet ids; default: the class with the highest probability. */
  readonly classes?: readonly string[] | undefined;
  /** A region to map instead of the image's centre crop. */
  readonly box?: Box | undefined;
}

/** 1,024 values that describe the image. */
export const FEATURE_LAYER = 'pool5/7x7_s1';

export const DEFAULT_TOP = 5;

const yesOrNo = z.boolean({ error: 'true or false' });
const boxes = z.array(boxOption, { error: 'an array of boxes' });
const crops = z.union(CROPS.map((count) => z.literal(count)) as [z.ZodLiteral<Crops>, z.ZodLiteral<Crops>], {
  error: `one of ${CROPS.join(', ')}`,
});

export const loadClassifierSchema = z
  .strictObject({
    model: z.union([someText, z.array(someText).nonempty('at least one model')], {
      error: 'a model by name or file, or an array of them',
    }),
    engine: anyOf([...(engineNames as [EngineChoice]), 'auto']),
    threads: wholeFrom1,
    worker: yesOrNo,
  })
  .partial() satisfies z.ZodType<LoadClassifierOptions>;

export const classifySchema = z
  .strictObject({ top: wholeFrom1, crops, average: anyOf(AVERAGES), signal: abortSignal })
  .partial() satisfies z.ZodType<ClassifyOptions>;

export const regionsSchema = z.strictObject({
  boxes,
  top: wholeFrom1.optional(),
  signal: abortSignal.optional(),
}) satisfies z.ZodType<RegionsOptions>;

export const featuresSchema = z
  .strictObject({ layer: someText, boxes, signal: abortSignal })
  .partial() satisfies z.ZodType<FeaturesOptions>;

export const mapsSchema = z
  .strictObject({
    classes: z.array(someText).nonempty('at least one class'),
    box: boxOption,
    signal: abortSignal,
  })
  .partial() satisfies z.ZodType<MapsOptions>;
