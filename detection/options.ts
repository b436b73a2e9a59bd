/**
 * What callers may ask of a detector: one schema per call gives types, checks, messages and defaults, and the command
 * line its options.
 */
import { z } from 'zod';
import { METHODS, SHIPPED_HEAD } from '../proposals/methods.js';
import type { ProposalSource } from '../proposals/source.js';
import { abortSignal, anyOf, fraction, someText, wholeFrom1 } from '../src/check-arguments.js';
import { loadFields, models } from '../src/load-fields.js';
import { type CallOptions, callShape } from './call-options.js';
import { DEFAULT_COUNT } from './defaults.js';
import { REGION_MODES } from './modes/modes.js';

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

export const loadDetectorSchema = z.strictObject({
  /**
   * `voc` (default), the embedded model, or a file that `train detector` wrote; several, or the file of an ensemble
   * (.json), whose scores and boxes are averaged region by region, find the same classes.
   */
  model: models.default('voc'),
  /**
   * `shared`: one map per image. `crops`: the paper's, several times the cost. Default: what the model is made for, the
   * first of them that it has heads for.
   */
  regions: anyOf(REGION_MODES).optional(),
  /**
   * Where to look: `selective-search` (R-CNN's fast setting), `multibox`, `both` (GoogLeNet's: 200 boxes of MultiBox
   * before those of the search), or a source of your own, which the detector disposes of. Default: where the (first) model
   * was made to look, `both` with `voc`. A source of your own runs in the calling thread, whatever `worker` says.
   */
  proposals: z
    .union([z.enum(METHODS), source], {
      error: `one of ${METHODS.join(', ')} or a source with a method propose(image)`,
    })
    .optional(),
  /** For `multibox` and `both`: the head by name (default `multibox`, which ships), or a file that `train multibox` wrote. */
  multibox: someText.default(SHIPPED_HEAD),
  /** Proposals looked at per image; default 500. More take longer, and with `voc` more false boxes than objects come. */
  count: wholeFrom1.default(DEFAULT_COUNT),
  /**
   * Detections below it are left out, 0..1; default: the class's own on the model's card, else 0.3, which suits people;
   * 0.01 suits mAP. It only filters: the boxes that stay are the same at every threshold.
   */
  threshold: fraction.optional(),
  ...loadFields,
});

export type LoadDetectorOptions = Readonly<z.input<typeof loadDetectorSchema>>;
/** The same, nothing left open but what depends on the model and the machine. */
export type LoadedOptions = Readonly<z.output<typeof loadDetectorSchema>>;

/** @param classes those of the model */
export function detectSchema(classes: readonly string[]) {
  return z
    .strictObject({ ...callShape(classes), signal: abortSignal, raster: yesOrNo, strict: yesOrNo })
    .partial() satisfies z.ZodType<DetectOptions>;
}
