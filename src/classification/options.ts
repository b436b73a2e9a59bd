/**
 * The options of a classifier's calls, in Node.js and in a browser: one schema per call gives types, checks, messages and
 * defaults, and the command line its options.
 */
import { z } from 'zod';
import { AVERAGES } from '../average.js';
import { abortSignal, anyOf, boxOption, someText, wholeFrom1 } from '../check-arguments.js';
import type { Box } from '../geometry/box.js';
import { pooledFeatures } from '../googlenet/region-network.js';
import { CROPS } from './views.js';

interface Abortable {
  /** When aborted, the call rejects with `aborted` and no further batch begins. */
  readonly signal?: AbortSignal | undefined;
}

export interface FeaturesOptions extends Abortable {
  /** Name in the specification (`googlenet-rcnn summary`); default `pool5/7x7_s1`, 1,024 values that describe the image. */
  readonly layer?: string | undefined;
  /** Regions to describe instead of the whole image. */
  readonly boxes?: readonly Box[] | undefined;
}

export interface MapsOptions extends Abortable {
  /** Names or WordNet ids; default: the class with the highest probability. */
  readonly classes?: readonly string[] | undefined;
  /** A region to map instead of the image's centre crop. */
  readonly box?: Box | undefined;
}

/** The boxes of each image of a list. An `RcnnError` that it throws is the result of that image. */
export type BoxesOf<S> = (source: S) => readonly Box[] | Promise<readonly Box[]>;

export interface RegionsAllOptions<S> extends Abortable {
  /** Called for each image, as `boxes` of `classify`. */
  readonly boxes: BoxesOf<S>;
  /** Number of classes to return per region, best first; default 5. */
  readonly top?: number | undefined;
}

export interface FeaturesAllOptions<S> extends Omit<FeaturesOptions, 'boxes'> {
  /** Called for each image: regions to describe instead of the whole image. */
  readonly boxes?: BoxesOf<S> | undefined;
}

/** 1,024 values that describe the image. */
export const FEATURE_LAYER = pooledFeatures;

const boxes = z.array(boxOption, { error: 'an array of boxes' });
const boxesOf = z.custom<BoxesOf<never>>((value) => typeof value === 'function', {
  error: 'a function that gives the boxes of an image',
});
const crops = z.literal(CROPS, { error: `one of ${CROPS.join(', ')}` });
const signal = abortSignal.optional();

const callFields = {
  /** Number of classes to return, best first; default 5. */
  top: wholeFrom1.default(5),
  /** When aborted, the call rejects with `aborted` and no further batch begins. */
  signal,
};

export const classifySchema = z.strictObject({
  ...callFields,
  /** Crops of a whole image, whose probabilities are averaged; default 1. See `viewsOf`. */
  crops: crops.default(1),
  /** Default `mean`, the paper's. */
  average: anyOf(AVERAGES).default('mean'),
});

/** To see what an average is made of: by default the paper's 144. */
export const viewsSchema = classifySchema.extend({ crops: crops.default(144) });

export const regionsSchema = z.strictObject({
  ...callFields,
  /** Pixels of the image; each is warped with its surroundings, as R-CNN does. Any number: memory does not grow with it. */
  boxes: boxes.readonly(),
});

export const regionsAllSchema = regionsSchema.extend({ boxes: boxesOf }) satisfies z.ZodType<
  RegionsAllOptions<never>
>;

/** What a {@link BoxesOf} has to give. */
export const givenBoxesSchema = z.object({ boxes: boxes.readonly() });

export type ClassifyOptions = Readonly<z.input<typeof classifySchema>>;
export type RegionsOptions = Readonly<z.input<typeof regionsSchema>>;

export const featuresSchema = z
  .strictObject({ layer: someText, boxes, signal: abortSignal })
  .partial() satisfies z.ZodType<FeaturesOptions>;

export const featuresAllSchema = featuresSchema.extend({
  boxes: boxesOf.optional(),
}) satisfies z.ZodType<FeaturesAllOptions<never>>;

export const mapsSchema = z
  .strictObject({
    classes: z.array(someText).nonempty('at least one class'),
    box: boxOption,
    signal: abortSignal,
  })
  .partial() satisfies z.ZodType<MapsOptions>;
