/**
 * Networks that are compiled when they are needed, not when they are asked for. Compiling keeps one core busy for a fifth
 * of a second; meanwhile, other threads can look for the regions of the first image.
 */
import { RcnnError } from '../errors.js';
import type { Engine, Executable, Tensor } from './engine.js';

export interface DeferredEngine extends Engine {
  /** Compiles what has been asked for so far, one network after the other, from the next turn of the event loop on. */
  begin(): Promise<void>;
}

/**
 * An engine on top of another. Its `compile` only notes what is wanted: the network is compiled by `begin` or at its first
 * run, and whatever the other engine throws is thrown there. What failed is tried again at the next run: its cause may pass.
 */
export function deferred(engine: Engine): DeferredEngine {
  let waiting: DeferredExecutable[] = [];
  return {
    name: engine.name,
    compile: async (network, weights, options) => {
      const executable = new DeferredExecutable(() => engine.compile(network, weights, options));
      waiting.push(executable);
      return executable;
    },
    begin: async () => {
      const wanted = waiting;
      if (wanted.length === 0) return;
      waiting = [];
      await new Promise((resolve) => setTimeout(resolve));
      for (const executable of wanted) await executable.compiled();
    },
  };
}

/** Compiles at its first run, or when it is asked to. */
export class DeferredExecutable implements Executable {
  #compile: (() => Promise<Executable>) | undefined;
  #compiled: Promise<Executable> | undefined;

  constructor(compile: () => Promise<Executable>) {
    this.#compile = compile;
  }

  /** Begins, unless it has begun or there is nothing left to do it for. */
  async compiled(): Promise<Executable | undefined> {
    if (this.#compiled || !this.#compile) return this.#compiled;
    const compiled = this.#compile();
    this.#compiled = compiled;
    compiled.then(
      () => {
        this.#compile = undefined; // it holds the weights
      },
      () => {
        this.#compiled = undefined; // the next run tries again
      },
    );
    return compiled;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const executable = await this.compiled();
    if (!executable) throw new RcnnError('bad-option', 'This network was disposed of; compile it again.');
    return executable.run(inputs);
  }

  /** What is being compiled is disposed of when it is done. */
  [Symbol.dispose](): void {
    this.#compile = undefined;
    this.#compiled?.then(
      (executable) => executable[Symbol.dispose](),
      () => {}, // whoever waited for it has been told
    );
  }
}
