/** What the server needs of a model: the library's `Detector` is one. */
import type { Detected, Explained } from '../../detection/detector.js';
import type { Evidence } from '../../detection/scorers/region-scorer.js';
import { RcnnError } from '../errors.js';
import type { Box } from '../geometry/box.js';

export interface DetectRequest {
  /** Detections below it are left out, 0..1; default: the model's own. */
  readonly threshold?: number;
  /** Proposals to look at. */
  readonly count?: number;
  /** Names of the classes to look for; default: all. */
  readonly classes?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ServedModel {
  readonly classes: readonly string[];
  readonly threshold: number;
  /** By class, where each has its own. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  /** Of its non-maximum suppression. */
  readonly nmsIou?: number;
  detect(image: Uint8Array, options: DetectRequest): Promise<Detected>;
  /** What the page draws; models that lack them are served without it. */
  explain?(image: Uint8Array, options: DetectRequest): Promise<Explained>;
  evidence?(
    image: Uint8Array,
    options: { readonly box: Box; readonly class: string; readonly signal?: AbortSignal },
  ): Promise<Evidence>;
}

/** The models of a server by name; the first is the default. */
export class ServedModels {
  readonly #models: Map<string, ServedModel>;

  /** @throws RcnnError `bad-option` when there is none */
  constructor(models: ReadonlyMap<string, ServedModel>) {
    if (models.size === 0)
      throw new RcnnError('bad-option', 'Expected at least one model to serve, but got none.');
    this.#models = new Map(models);
  }

  get names(): readonly string[] {
    return [...this.#models.keys()];
  }

  /** Serves another model under a name, from the next request on. */
  set(name: string, model: ServedModel): void {
    this.#models.set(name, model);
  }

  /** @returns undefined for a name that is not served */
  get(name = this.names[0]!): { readonly name: string; readonly model: ServedModel } | undefined {
    const model = this.#models.get(name);
    return model && { name, model };
  }
}
