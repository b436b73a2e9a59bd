/** What callers may ask of a detector in a browser: names and meanings are those of the Node.js library. */
import { z } from 'zod';
import { type CallOptions, callShape } from '../../detection/call-options.js';
import { METHODS, type Method } from '../../proposals/methods.js';
import { fraction, wholeFrom1 } from '../check-arguments.js';
import type { Loading } from '../platform/web/fetch-file.js';

export interface LoadDetectorOptions {
  /** A detector's file: its address or its bytes. Default: the one that was exported with the assets. */
  readonly model?: string | URL | Uint8Array | ArrayBuffer | undefined;
  /**
   * Address of the folder that `googlenet-rcnn export assets` wrote, on the page's own host. Default: where this module
   * itself was loaded from, which is that folder where nothing bundles the code.
   */
  readonly assets?: string | URL | undefined;
  /** As in Node.js: `selective-search` (default), `multibox`, `both`. */
  readonly proposals?: Method | undefined;
  /** Proposals looked at per image; default 500. */
  readonly count?: number | undefined;
  /** Detections below it are left out, 0..1; default: the class's own on the model's card, else 0.3. */
  readonly threshold?: number | undefined;
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

/** What travels to the worker of the options of a load. */
export type SentLoadOptions = Pick<LoadDetectorOptions, 'proposals' | 'count' | 'threshold' | 'threads'>;

export const loadSchema = z
  .strictObject({
    proposals: z.enum(METHODS, { error: `one of ${METHODS.join(', ')}` }),
    count: wholeFrom1,
    threshold: fraction,
    threads: wholeFrom1,
  })
  .partial() satisfies z.ZodType<SentLoadOptions>;

/** @param classes those of the model */
export function detectSchema(classes: readonly string[]) {
  return z.strictObject(callShape(classes)).partial() satisfies z.ZodType<CallOptions>;
}
