/** Several networks of the same classes: the mean of what they say [GoogLeNet, section 7: seven, one of them wider]. */
import { type Average, type AverageOptions, averaged } from '../average.js';
import type { Raster } from '../imaging/raster.js';
import { type ClassifierCore, oneNetworkOnly, type SeenRegions } from './core.js';
import type { Crops } from './views.js';

export class EnsembleCore implements ClassifierCore {
  readonly members: readonly ClassifierCore[];
  readonly #options: AverageOptions;

  /** Owns the members from now on. */
  constructor(members: readonly ClassifierCore[], options: AverageOptions = {}) {
    this.members = members;
    this.#options = options;
  }

  async images(
    images: readonly Raster[],
    request: { readonly crops: Crops; readonly average: Average },
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    return this.#mean((member) => member.images(images, request, signal));
  }

  /** The answers of the first member, of the first two, and so on: `images` for each of these ensembles. */
  async ladder(
    images: readonly Raster[],
    request: { readonly crops: Crops; readonly average: Average },
    signal?: AbortSignal,
  ): Promise<Float32Array[][]> {
    const answers = await this.#answers((member) => member.images(images, request, signal));
    return answers.map((_, last) => this.#combined(answers.slice(0, last + 1)));
  }

  async regions(seen: readonly SeenRegions[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#mean((member) => member.regions(seen, signal));
  }

  /** Members may differ in the side of their input, hence in their views. */
  async views(): Promise<never> {
    return oneNetworkOnly('the votes of views');
  }

  async features(): Promise<never> {
    return oneNetworkOnly('features');
  }

  async maps(): Promise<never> {
    return oneNetworkOnly('activation maps');
  }

  close(): void {
    for (const member of this.members) member.close();
  }

  async #mean(ask: (member: ClassifierCore) => Promise<Float32Array[]>): Promise<Float32Array[]> {
    return this.#combined(await this.#answers(ask));
  }

  /** One member after the other: each keeps all cores busy. */
  async #answers(ask: (member: ClassifierCore) => Promise<Float32Array[]>): Promise<Float32Array[][]> {
    const answers: Float32Array[][] = [];
    for (const member of this.members) answers.push(await ask(member));
    return answers;
  }

  /** @param answers of the first members, in their order */
  #combined(answers: readonly Float32Array[][]): Float32Array[] {
    if (answers.length === 1) return answers[0]!; // to the last digit what the member says alone
    const { by, weights } = this.#options;
    const options = { ...(by && { by }), ...(weights && { weights }) };
    return answers[0]!.map((_, i) =>
      averaged(
        answers.map((rows) => rows[i]!),
        options,
      ),
    );
  }
}
