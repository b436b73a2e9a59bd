import { RcnnError } from '../errors.js';
import { expectInUse } from '../in-use.js';
import type { ModelCard } from '../weights/model-card.js';
import type { CallJob, Loaded } from './messages.js';
import { type Picture, sendable } from './pictures.js';
import type { WorkerClient } from './worker-client.js';

/** How a model came to run. */
export interface ModelSettings {
  /** Threads of the network: one on a page that is not cross-origin isolated. */
  readonly threads: number;
  /**
   * Whether the model's file was checked against its own hash. Browsers can do so on pages that came by https or from
   * this machine.
   */
  readonly verified: boolean;
}

/** A model's network in a worker of the page, ready to run. */
export abstract class PageModel<L extends Loaded> implements Disposable {
  protected abstract readonly what: string;
  protected readonly loaded: L;
  readonly #client: WorkerClient;
  #disposed = false;

  /** Owns the client from now on. */
  constructor(client: WorkerClient, loaded: L) {
    this.#client = client;
    this.loaded = loaded;
  }

  /** What the model's file says about itself. */
  get card(): ModelCard {
    return this.loaded.card;
  }

  get settings(): ModelSettings {
    const { threads, verified } = this.loaded;
    return { threads, verified };
  }

  protected async ask(
    call: CallJob['do'],
    picture: Picture,
    { signal, ...options }: { readonly signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    expectInUse(this.#disposed, this.what);
    const { sent, transfer } = await sendable(picture);
    return this.#client.call({ do: call, picture: sent, options }, { signal, transfer });
  }

  /** Ends the worker; calls under way are rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#client.end(new RcnnError('aborted', `Stopped: the ${this.what} was disposed of.`));
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
