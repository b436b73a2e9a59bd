/** What search-threads.ts and its threads say to each other. */
import type { Size } from '../../src/geometry/box.js';
import type { Raster } from '../../src/imaging/raster.js';
import type { Prepared } from './prepare.js';
import type { Unit } from './search-color-space.js';

/** What the thread with OpenCV is sent. It answers with a smaller raster or a prepared unit. */
export type ImageJob =
  | { readonly image: Raster; readonly shrinkTo: Size }
  | { readonly image: Raster; readonly unit: Unit };
export type ImageAnswer = Raster | Prepared;

/** What a thread that searches is sent. */
export interface SearchJob {
  readonly prepared: Prepared;
  readonly unit: Unit;
}

/** Moved from thread to thread, not copied. */
export function buffersOf({ planes, blurred }: Prepared): ArrayBuffer[] {
  return [planes.data.buffer, blurred.buffer] as ArrayBuffer[];
}
