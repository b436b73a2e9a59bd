import type { InferenceSession, OnnxValue } from 'onnxruntime-node';
import { RcnnError } from '../../errors.js';
import type { Tensor } from '../engine.js';
import type { Runtime } from './runtime.js';

let alive = 0;

/** Sessions that are there and not yet disposed of, for tests that look for leaks. */
export function liveSessions(): number {
  return alive;
}

/** A graph in ONNX Runtime. It computes on the calling thread: while it does (from the next turn on), the event loop waits. */
export class OnnxSession implements Disposable {
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;
  #running = 0;
  #disposed = false;

  private constructor(runtime: Runtime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
    alive++;
  }

  static async create(runtime: Runtime, model: Uint8Array, threads?: number): Promise<OnnxSession> {
    const session = await runtime.InferenceSession.create(model, {
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3, // errors; they are thrown as well
      // Waiting threads sleep instead of spinning: proposals and decoding want the same cores. Measured on two
      // busy cores, runs took 0.70 to 1.00 of their time with spinning.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
    return new OnnxSession(runtime, session);
  }

  /** @returns every output of the graph by its name */
  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    if (this.#disposed) throw new RcnnError('bad-option', 'This network was disposed of; compile it again.');
    const feeds = Object.entries(inputs).map(([name, { data, shape }]): [string, OnnxValue] => {
      return [name, new this.#runtime.Tensor('float32', data, [...shape])];
    });
    this.#running++;
    try {
      const results = await this.#session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]) => [
          name,
          { data: data as Float32Array, shape: dims },
        ]),
      );
    } finally {
      this.#running--;
      this.#releaseWhenIdle();
    }
  }

  /** Runs under way still finish. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#releaseWhenIdle();
  }

  #releaseWhenIdle(): void {
    if (!this.#disposed || this.#running > 0) return;
    alive--;
    void this.#session.release();
  }
}
