/** Selective search in a thread of its own: ranking thousands of regions would hold up every other request. */
import type { SelectiveSearchOptions } from '../../proposals/selective-search/options.js';
import type { Size } from '../geometry/box.js';
import { WorkerPool } from '../platform/node/worker-pool.js';

export interface ProposeJob {
  /** The bytes of its file. */
  readonly image: Uint8Array;
  readonly options: Pick<SelectiveSearchOptions, 'count' | 'preset'>;
}

export interface Proposed extends Size {
  /** See `Boxes.coordinates`; best first. */
  readonly coordinates: Float32Array;
  /** Milliseconds. */
  readonly timings: { readonly decode: number; readonly propose: number; readonly total: number };
}

/** Searches photograph after photograph; the thread starts with the first. Dispose of it when done. */
export function proposalThread(): WorkerPool<ProposeJob, Proposed> {
  return new WorkerPool(new URL('./propose-thread.js', import.meta.url), { threads: 1 });
}
