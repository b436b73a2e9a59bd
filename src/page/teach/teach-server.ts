/** The server's side of the labels: what it knows, and what it is told. */
import type { Labels } from '../../teach/labels.js';
import type { Point } from '../../teach/messages.js';
import type { TeachAround, TeachBoxes, TeachState } from '../../teach/teach-state.js';
import { ask, send } from '../api.js';

export class TeachServer {
  state: TeachState;
  #saving: Promise<unknown> = Promise.resolve();
  #unsaved = 0;

  constructor(state: TeachState) {
    this.state = state;
    // Whoever leaves within the instant that a label takes is asked whether they mean it.
    addEventListener('beforeunload', (event) => {
      if (this.#unsaved > 0) event.preventDefault();
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
    return (await ask<{ labels?: Labels }>(`teach/labels?name=${encodeURIComponent(name)}`)).labels;
  }

  /** Keeps labels, one call after the other. @throws ServerError */
  keep(name: string, labels: Labels): Promise<void> {
    const kept = this.#saving.then(async () => {
      this.state = await send<TeachState>('teach/labels', { name, ...labels });
    });
    this.#unsaved++;
    this.#saving = kept
      .catch(() => undefined)
      .then(() => {
        this.#unsaved--;
      });
    return kept;
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

  /** @returns whether there is a new model */
  async look(): Promise<boolean> {
    const before = this.state.trained;
    this.state = await ask<TeachState>('teach/state');
    const { trained } = this.state;
    return trained !== undefined && trained.seconds !== before?.seconds;
  }
}
