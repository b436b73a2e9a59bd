import type { Recipe, RunFiles } from '../../runs/computation.js';
import type { RunImage } from '../../runs/run-images.js';

/** What a process computes with: loaded once, kept while the next unit asks for the same. */
export interface ComputeTask {
  readonly recipe: Recipe;
  /** Files of this machine. */
  readonly files: RunFiles;
  readonly threads?: number | undefined;
}

export type ToProcess =
  | { readonly type: 'compute'; readonly task: ComputeTask; readonly images: readonly RunImage[] }
  /** Finish the image at hand. */
  | { readonly type: 'stop' };

export type FromProcess =
  /** The network is loaded. */
  | { readonly type: 'loaded' }
  /** The result of the next image, with its newline. */
  | { readonly type: 'line'; readonly line: string }
  /** All images are done, or it was stopped. */
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly code?: string; readonly message: string };
