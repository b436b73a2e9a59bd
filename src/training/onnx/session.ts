/** One thread's ONNX Runtime sessions for training graphs. */
import { createHash } from 'node:crypto';
import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-node';
import type { Runtime } from '../../engines/onnx/runtime.js';
import type { StepGraph } from '../../onnx/training/graph-builder.js';

export type Values = Record<string, Tensor>;

/**
 * Optimises at level 'basic': the graph is already written for its kernels, and 'all' was slower.
 *
 * @param options.intraOpThreads default 1
 */
export function createSession(
  runtime: Runtime,
  model: Uint8Array,
  { intraOpThreads = 1 }: { intraOpThreads?: number } = {},
): Promise<InferenceSession> {
  return runtime.InferenceSession.create(model, {
    graphOptimizationLevel: 'basic',
    intraOpNumThreads: intraOpThreads,
    interOpNumThreads: 1,
    logSeverityLevel: 3, // errors; they are thrown as well
  });
}

export function floatTensor(runtime: Runtime, data: Float32Array, shape: readonly number[]): Tensor {
  return new runtime.Tensor('float32', data, [...shape]);
}

/** Sessions by the bytes of their graphs: sizes that give the same bytes share one. */
export class Sessions {
  readonly #runtime: Runtime;
  readonly #intraOpThreads: number;
  readonly #sessions = new Map<string, Promise<InferenceSession>>();
  readonly #sizes = new Map<string, { session: string; inputs: Values }>();

  constructor(runtime: Runtime, { intraOpThreads }: { intraOpThreads: number }) {
    this.#runtime = runtime;
    this.#intraOpThreads = intraOpThreads;
  }

  /** @param key identifies the graph: contains all that `write` depends on */
  async run(key: string, { write, feeds }: { write: () => StepGraph; feeds: Values }): Promise<Values> {
    const { session, inputs } = this.#sizes.get(key) ?? this.#prepare(key, write());
    const ready = await this.#sessions.get(session)!;
    const used = Object.fromEntries(ready.inputNames.map((name) => [name, (inputs[name] ?? feeds[name])!]));
    const results = await ready.run(used);
    return results as Record<string, OnnxValue> as Values;
  }

  #prepare(key: string, { model, sizes }: StepGraph) {
    const session = createHash('sha256').update(model).digest('hex');
    if (!this.#sessions.has(session)) {
      const options = { intraOpThreads: this.#intraOpThreads };
      this.#sessions.set(session, createSession(this.#runtime, model, options));
    }
    const inputs: Values = Object.fromEntries(
      [...sizes].map(([name, data]) => [name, new this.#runtime.Tensor('int64', data, [data.length])]),
    );
    const prepared = { session, inputs };
    this.#sizes.set(key, prepared);
    return prepared;
  }
}
