/** The server's side of the labels: what it knows, and what it is told. */
import type { Labels } from '../../teach/labels.js';
import type { Point } from '../../teach/messages.js';
import type { TeachAround, TeachBoxes, TeachState } from '../../teach/teach-state.js';
import { ask, ServerError, send } from '../api.js';

export class TeachClient {
  state: TeachState;
  #saving: Promise<unknown> = Promise.resolve();
  /** By photograph: what the server has not kept yet. */
  readonly #unsaved = new Map<string, Labels>();

  constructor(state: TeachState) {
    this.state = state;
    // Whoever leaves before a label is kept is asked whether they mean it.
    addEventListener('beforeunload', (event) => {
      if (this.#unsaved.size > 0) event.preventDefault();
    });
  }

  boxes(name: string): Promise<TeachBoxes> {
    return ask<TeachBoxes>(`teach/boxes?name=${encodeURIComponent(name)}`);
  }

  /** Boxes that a click itself proposes; none where they cannot be had. */
  async around(name: string, { x, y }: Point): Promise<TeachAround['boxes']> {
    const query = `name=${encodeURIComponent(name)}&x=${x}&y=${y}`;
    return (await ask<TeachAround>(`teach/around?${query}`).catch(() => undefined))?.boxes ?? [];
  }

  /** The photograph to go to from another: the one that would teach most, else the next in the row. */
  after(name: string): string {
    const { next, photographs } = this.state;
    if (next && next.name !== name) return next.name;
    const at = photographs.findIndex((one) => one.name === name);
    return photographs[(at + 1) % photographs.length]!.name;
  }

  /** Those on disk: at once, however busy the network is. */
  async labels(name: string): Promise<Labels | undefined> {
    const unsaved = this.#unsaved.get(name);
    if (unsaved) return unsaved;
    return (await ask<{ labels?: Labels }>(`teach/labels?name=${encodeURIComponent(name)}`)).labels;
  }

  /**
   * Keeps labels, one call after the other. Where the server is not there, or has no room, they are sent again later.
   * @throws ServerError; TypeError when the server is not there
   */
  keep(name: string, labels: Labels): Promise<void> {
    this.#unsaved.set(name, labels);
    const kept = this.#saving.then(async () => {
      try {
        this.state = await send<TeachState>('teach/labels', { name, ...labels });
        this.#settle(name, labels);
      } catch (error) {
        const refused = error instanceof ServerError && error.status < 500;
        if (refused) this.#settle(name, labels); // it would be again
        throw error;
      }
    });
    this.#saving = kept.catch(() => undefined);
    return kept;
  }

  /** Unless newer ones are under way. */
  #settle(name: string, labels: Labels): void {
    if (this.#unsaved.get(name) === labels) this.#unsaved.delete(name);
  }

  /** @returns the photograph whose newest change was taken back */
  async undo(): Promise<string | undefined> {
    await this.#saving;
    const { undone, ...state } = await send<TeachState & { undone?: string }>('teach/undo', {});
    this.state = state;
    return undone;
  }

  async train(): Promise<void> {
    this.state = await send<TeachState>('teach/train', {});
  }

  /** Sends what the server has not kept. @returns whether anything was */
  async sendAgain(): Promise<boolean> {
    await this.#saving;
    const waiting = [...this.#unsaved];
    for (const [name, labels] of waiting) await this.keep(name, labels);
    return waiting.length > 0;
  }

  /** @returns whether there is a new model */
  async look(): Promise<boolean> {
    const before = this.state.trained;
    this.state = await ask<TeachState>('teach/state');
    const { trained } = this.state;
    return trained !== undefined && trained.seconds !== before?.seconds;
  }
}
