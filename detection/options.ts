/** What callers may ask of a detector: one schema per call gives the types, the checks and the messages. */
import { z } from 'zod';
import { METHODS, type Method } from '../proposals/methods.js';
import type { ProposalSource } from '../proposals/source.js';
import { abortSignal, anyOf, fraction, someText, wholeFrom1 } from '../src/check-arguments.js';
import { type EngineChoice, engineNames } from '../src/engines/index.js';
import { type CallOptions, callShape } from './call-options.js';
import { REGION_MODES, type RegionMode } from './regions/region-reader.js';

export interface LoadDetectorOptions {
  /**
   * `voc` (default), the embedded model, or a file that `train detector` wrote; several, or the file of an ensemble
   * (.json), whose scores and boxes are averaged region by region, find the same classes.
   */
  readonly model?: string | readonly string[] | undefined;
  readonly engine?: EngineChoice | undefined;
  /** Threads inside one operation; default: all cores. */
  readonly threads?: number | undefined;
  /** `shared` (default): one map per image. `crops`: the paper's, several times the cost. */
  readonly regions?: RegionMode | undefined;
  /**
   * Where to look: `selective-search` (default, R-CNN's fast setting), `multibox`, `both` (GoogLeNet's: 200 boxes of
   * MultiBox before those of the search), or a source of your own, which the detector disposes of.
   */
  readonly proposals?: Method | ProposalSource | undefined;
  /** For `multibox` and `both`: the head by name (default `multibox`, which ships), or a file that `train multibox` wrote. */
  readonly multibox?: string | undefined;
  /** Proposals looked at per image; default 500. More take longer, and with `voc` more false boxes than objects come. */
  readonly count?: number | undefined;
  /**
   * Detections below it are left out, 0..1; default: the class's own on the model's card, else 0.3, which suits people;
   * 0.01 suits mAP. It only filters: the boxes that stay are the same at every threshold.
   */
  readonly threshold?: number | undefined;
  /**
   * Whether proposals and network run in a thread of their own, so that the event loop stays free; default true. Your
   * own source of proposals runs in the calling thread either way.
   */
  readonly worker?: boolean | undefined;
}

/** Options of one call; what is left out is as the detector was loaded. */
export interface DetectOptions extends CallOptions {
  /** Hands out the decoded pixels as `raster`, to draw on; they stay in memory as long as the result. */
  readonly raster?: boolean | undefined;
  /** Refuse a JPEG without its end marker too; otherwise `warnings` reports it. Default false. */
  readonly strict?: boolean | undefined;
}

const yesOrNo = z.boolean({ error: 'true or false' });

const source = z.custom<ProposalSource>(
  (value) =>
    typeof value === 'object' && value !== null && 'propose' in value && typeof value.propose === 'function',
);

export const loadDetectorSchema = z
  .strictObject({
    model: z.union([someText, z.array(someText).nonempty('at least one model')], {
      error: 'a model by name or file, or an array of them',
    }),
    engine: anyOf([...(engineNames as [EngineChoice]), 'auto']),
    threads: wholeFrom1,
    regions: anyOf(REGION_MODES),
    proposals: z.union([z.enum(METHODS), source], {
      error: `one of ${METHODS.join(', ')} or a source with a method propose(image)`,
    }),
    multibox: someText,
    count: wholeFrom1,
    threshold: fraction,
    worker: yesOrNo,
  })
  .partial() satisfies z.ZodType<LoadDetectorOptions>;

/** @param classes those of the model */
export function detectSchema(classes: readonly string[]) {
  return z
    .strictObject({ ...callShape(classes), signal: abortSignal, raster: yesOrNo, strict: yesOrNo })
    .partial() satisfies z.ZodType<DetectOptions>;
}
