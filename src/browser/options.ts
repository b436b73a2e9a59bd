/** What callers may ask of a model in a browser: names and meanings are those of the Node.js library. */
import { z } from 'zod';
import { type CallOptions, callShape } from '../../detection/call-options.js';
import { METHODS, type Method } from '../../proposals/methods.js';
import { fraction, wholeFrom1 } from '../check-arguments.js';
import type { Loading } from '../platform/web/fetch-file.js';

/** A model's file: its address or its bytes. */
export type ModelFile = string | URL | Uint8Array | ArrayBuffer;

interface LoadOptions {
  /**
   * Address of the folder that `googlenet-rcnn export assets` wrote, on the page's own host. Default: where this module
   * itself was loaded from, which is that folder where nothing bundles the code.
   */
  readonly assets?: string | URL | undefined;
  /**
   * Of the network, at most; default 4. They are never more than half of the browser's cores, and one on a page that is
   * not cross-origin isolated.
   */
  readonly threads?: number | undefined;
  /** Hears how much of the model's file has come. */
  readonly onProgress?: ((progress: Loading) => void) | undefined;
  /** Given up, the call rejects with `aborted` and the worker ends. */
  readonly signal?: AbortSignal | undefined;
}

export interface LoadDetectorOptions extends LoadOptions {
  /** A detector's file. Default: the one that was exported with the assets. */
  readonly model?: ModelFile | undefined;
  /** As in Node.js: `selective-search`, `multibox`, `both`; default: what the model is made for. */
  readonly proposals?: Method | undefined;
  /** Proposals looked at per image; default 500. */
  readonly count?: number | undefined;
  /** Detections below it are left out, 0..1; default: the class's own on the model's card, else 0.3. */
  readonly threshold?: number | undefined;
}

export interface LoadClassifierOptions extends LoadOptions {
  /** A classifier's file: none is exported with the assets. */
  readonly model: ModelFile;
}

/** What travels to the worker of the options of a load. */
export type SentClassifierOptions = Pick<LoadClassifierOptions, 'threads'>;
export type SentDetectorOptions = SentClassifierOptions &
  Pick<LoadDetectorOptions, 'proposals' | 'count' | 'threshold'>;

export const loadClassifierSchema = z
  .strictObject({ threads: wholeFrom1 })
  .partial() satisfies z.ZodType<SentClassifierOptions>;

export const loadDetectorSchema = z
  .strictObject({
    proposals: z.enum(METHODS, { error: `one of ${METHODS.join(', ')}` }),
    count: wholeFrom1,
    threshold: fraction,
    threads: wholeFrom1,
  })
  .partial() satisfies z.ZodType<SentDetectorOptions>;

/** @param classes those of the model */
export function detectSchema(classes: readonly string[]) {
  return z.strictObject(callShape(classes)).partial() satisfies z.ZodType<CallOptions>;
}
