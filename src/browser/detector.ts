import type { CallOptions, EvidenceOptions } from '../../detection/call-options.js';
import type { Found } from '../../detection/detected.js';
import type { EvidenceAnswer, LookAnswer } from '../../detection/look-answer.js';
import { RcnnError } from '../errors.js';
import { expectInUse } from '../in-use.js';
import type { ModelCard } from '../weights/model-card.js';
import type { Loaded } from './messages.js';
import { type Picture, sendable } from './pictures.js';
import type { WorkerClient } from './worker-client.js';

/** How a detector came to run. */
export interface DetectorSettings {
  /** Threads of the network: one on a page that is not cross-origin isolated. */
  readonly threads: number;
  /**
   * Whether the model's file was checked against its own hash. Browsers can do so on pages that came by https or from
   * this machine.
   */
  readonly verified: boolean;
}

/**
 * R-CNN with a model's network in a worker of the page, ready to run. Calls may be made at any time: they run in the
 * order in which they come. Dispose of it when done.
 */
export class Detector implements Disposable {
  readonly #client: WorkerClient;
  readonly #loaded: Loaded;
  #disposed = false;

  /** Owns the client from now on. */
  constructor(client: WorkerClient, loaded: Loaded) {
    this.#client = client;
    this.#loaded = loaded;
  }

  /** What the model's file says about itself. */
  get card(): ModelCard {
    return this.#loaded.card;
  }

  /** Names of what it finds. */
  get classes(): readonly string[] {
    return this.card.classes.map(({ name }) => name);
  }

  /** Detections below it are left out, unless a call or the model's card says otherwise. */
  get threshold(): number {
    return this.#loaded.threshold;
  }

  /** Proposals looked at per image, unless a call says otherwise. */
  get count(): number {
    return this.#loaded.count;
  }

  get settings(): DetectorSettings {
    const { threads, verified } = this.#loaded;
    return { threads, verified };
  }

  /**
   * Objects of one picture, boxes in its pixels.
   *
   * @throws RcnnError `bad-option`, `bad-image`, `image-too-large`, `aborted`
   */
  detect(picture: Picture, options: CallOptions = {}): Promise<Found> {
    return this.#ask('detect', picture, options) as Promise<Found>;
  }

  /** Every stage of a detection, as the server's `POST /v1/explain` gives them. @throws RcnnError as `detect` */
  explain(picture: Picture, options: CallOptions = {}): Promise<LookAnswer> {
    return this.#ask('explain', picture, options) as Promise<LookAnswer>;
  }

  /**
   * Where in a box the evidence for a class lies: the mean of the values plus `bias` is the class's score before it
   * becomes a probability.
   *
   * @throws RcnnError as `detect`
   */
  evidence(picture: Picture, options: EvidenceOptions): Promise<EvidenceAnswer> {
    return this.#ask('evidence', picture, options) as Promise<EvidenceAnswer>;
  }

  async #ask(
    call: 'detect' | 'explain' | 'evidence',
    picture: Picture,
    given: CallOptions | EvidenceOptions,
  ) {
    expectInUse(this.#disposed, 'detector');
    const { signal, ...options } = given;
    const { sent, transfer } = await sendable(picture);
    const job = { do: call, picture: sent, options } as Parameters<WorkerClient['call']>[0];
    return this.#client.call(job, { signal, transfer });
  }

  /** Ends the worker; calls under way are rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#client.end(new RcnnError('aborted', 'Stopped: the detector was disposed of.'));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
