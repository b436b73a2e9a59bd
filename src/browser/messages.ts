/** What a page and its worker say to each other. */
import type { ErrorCode } from '../errors.js';
import type { SentPicture } from '../platform/web/decode.js';
import type { Loading } from '../platform/web/fetch-file.js';
import type { ModelCard } from '../weights/model-card.js';
import type { SentClassifierOptions, SentDetectorOptions } from './options.js';

/** Addresses are absolute. */
interface LoadFiles {
  readonly do: 'load';
  readonly model: string | Uint8Array;
  /** The network's WebAssembly. */
  readonly modules: { readonly simd: string; readonly threadedSimd: string };
}

export interface LoadDetectorJob extends LoadFiles {
  readonly task: 'detector';
  /** MultiBox's head. */
  readonly multibox: string | undefined;
  readonly options: SentDetectorOptions;
}

export interface LoadClassifierJob extends LoadFiles {
  readonly task: 'classifier';
  readonly options: SentClassifierOptions;
}

export type LoadJob = LoadDetectorJob | LoadClassifierJob;

export type DetectorCall = 'detect' | 'explain' | 'evidence';
export type ClassifierCall = 'classify' | 'views' | 'features' | 'activationMaps';

/** A call of the model that the worker has loaded, of the same name as in the page. */
export interface CallJob<C = DetectorCall | ClassifierCall> {
  readonly do: C;
  readonly picture: SentPicture;
  /** Without `signal`; checked in the worker. */
  readonly options: object;
}

export type Job = LoadJob | CallJob;

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

/** A model as it was loaded. */
export interface Loaded {
  readonly card: ModelCard;
  readonly threads: number;
  /** False on pages for whose address browsers do no hashing (http, but not this machine's). */
  readonly verified: boolean;
}

export interface LoadedDetector extends Loaded {
  readonly nmsIou: number;
  readonly threshold: number;
  readonly count: number;
}
