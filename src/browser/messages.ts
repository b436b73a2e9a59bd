/** What a page and its worker say to each other. */
import type { CallOptions, EvidenceOptions } from '../../detection/call-options.js';
import type { ErrorCode } from '../errors.js';
import type { SentPicture } from '../platform/web/decode.js';
import type { Loading } from '../platform/web/fetch-file.js';
import type { ModelCard } from '../weights/model-card.js';
import type { SentLoadOptions } from './options.js';

/** Absolute addresses. */
export interface LoadJob {
  readonly do: 'load';
  readonly model: string | Uint8Array;
  /** MultiBox's head. */
  readonly multibox: string | undefined;
  /** The network's WebAssembly. */
  readonly modules: { readonly simd: string; readonly threadedSimd: string };
  readonly options: SentLoadOptions;
}

export interface DetectJob {
  readonly do: 'detect' | 'explain';
  readonly picture: SentPicture;
  readonly options: Omit<CallOptions, 'signal'>;
}

export interface EvidenceJob {
  readonly do: 'evidence';
  readonly picture: SentPicture;
  readonly options: Omit<EvidenceOptions, 'signal'>;
}

export type Job = LoadJob | DetectJob | EvidenceJob;

export type ToWorker = { readonly id: number; readonly job: Job } | { readonly abort: number };

export type FromWorker =
  | { readonly id: number; readonly progress: Loading }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: Failure };

/** An error on its way between threads: a structured clone would lose its code and its class. */
export interface Failure {
  readonly message: string;
  /** Undefined for what was not thrown on purpose. */
  readonly code: ErrorCode | undefined;
}

/** A detector as it was loaded. */
export interface Loaded {
  readonly card: ModelCard;
  readonly nmsIou: number;
  readonly threshold: number;
  readonly count: number;
  readonly threads: number;
  /** False on pages for whose address browsers do no hashing (http, but not this machine's). */
  readonly verified: boolean;
}
