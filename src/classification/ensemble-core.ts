/** Several networks of the same classes: the mean of what they say [GoogLeNet, section 7: seven, one of them wider]. */
import { RcnnError } from '../errors.js';
import type { Box } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import type { ModelCard } from '../weights/model-card.js';
import { type Average, averaged } from './average.js';
import { type ClassifierCore, oneNetworkOnly } from './core.js';
import type { Crops } from './views.js';

export class EnsembleCore implements ClassifierCore {
  readonly #members: readonly ClassifierCore[];

  constructor(members: readonly ClassifierCore[]) {
    this.#members = members;
  }

  async images(
    images: readonly Raster[],
    request: { readonly crops: Crops; readonly average: Average },
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    return this.#mean((member) => member.images(images, request, signal));
  }

  async regions(image: Raster, request: { readonly boxes: readonly Box[] }, signal?: AbortSignal) {
    return this.#mean((member) => member.regions(image, request, signal));
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
    for (const member of this.#members) member.close();
  }

  /** One member after the other: each keeps all cores busy. */
  async #mean(ask: (member: ClassifierCore) => Promise<Float32Array[]>): Promise<Float32Array[]> {
    const answers: Float32Array[][] = [];
    for (const member of this.#members) answers.push(await ask(member));
    return answers[0]!.map((_, i) => averaged(answers.map((rows) => rows[i]!)));
  }
}

/** @throws RcnnError `bad-weights` when members name other classes, or the same in another order */
export function expectSameClasses(
  cards: readonly { readonly path: string; readonly card: ModelCard }[],
): void {
  const [first, ...rest] = cards;
  const names = ({ card }: { card: ModelCard }) => card.classes.map(({ name, wnid }) => wnid ?? name);
  for (const other of rest) {
    const [a, b] = [names(first!), names(other)];
    const at = a.findIndex((name, i) => name !== b[i]);
    if (at < 0 && a.length === b.length) continue;
    throw new RcnnError(
      'bad-weights',
      `Expected the models of an ensemble to name the same classes in the same order, but class ${Math.max(at, 0) + 1} of ${first!.path} is ${a[at] ?? 'none'} and that of ${other.path} ${b[at] ?? 'none'} (${a.length} and ${b.length} classes).`,
    );
  }
}
