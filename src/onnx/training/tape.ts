/** The forward pass is recorded, and the backward pass runs over the record in reverse. */
import type { FeatureMap } from './feature-map.js';
import type { GraphBuilder } from './graph-builder.js';

/** Gradients of the loss with respect to maps. */
export class Gradients {
  readonly #sums = new Map<string, string>();
  readonly #graph: GraphBuilder;

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  /** The sum so far, in the layout of the map. */
  of({ value }: FeatureMap): string | undefined {
    return this.#sums.get(value);
  }

  add(map: FeatureMap, gradient: string): void {
    const sum = this.of(map);
    this.#sums.set(map.value, sum ? this.#graph.op('Add', [sum, gradient]) : gradient);
  }

  /** For operators that can add at no cost: `gradient` receives the sum so far and returns the new one. */
  merge(map: FeatureMap, gradient: (sum: string | undefined) => string): void {
    this.#sums.set(map.value, gradient(this.of(map)));
  }
}

interface Entry {
  readonly scope: string;
  readonly outputs: readonly FeatureMap[];
  readonly backward: (gradients: Gradients) => void;
}

export class Tape {
  readonly #graph: GraphBuilder;
  readonly #entries: Entry[] = [];
  readonly #tracked = new Set<string>();

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  /** Whether this value depends on a trainable layer, so that its gradient is needed. */
  tracks({ value }: FeatureMap): boolean {
    return this.#tracked.has(value);
  }

  /** @param backward reads the gradients of the outputs and adds to those of the inputs that are tracked */
  record(outputs: readonly FeatureMap[], backward: Entry['backward']): void {
    for (const { value } of outputs) this.#tracked.add(value);
    this.#entries.push({ scope: this.#graph.scope, outputs, backward });
  }

  backward(gradients: Gradients): void {
    for (const { scope, outputs, backward } of [...this.#entries].reverse()) {
      if (!outputs.some((output) => gradients.of(output))) continue;
      this.#graph.scope = `${scope} back`;
      backward(gradients);
    }
  }
}
