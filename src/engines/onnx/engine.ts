import type { InferenceSession } from 'onnxruntime-node';
import { RcnnError } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import { type EncodeOptions, encodeOnnx } from '../../onnx/graph.js';
import type { Weights } from '../../weights/weights.js';
import type { CompileOptions, Engine, Executable, Tensor } from '../engine.js';
import { checkInputs, checkThreads } from '../inputs.js';
import { loadRuntime, type Runtime } from './runtime.js';

let alive = 0;

/** Sessions that are compiled and not yet disposed of, for tests that look for leaks. */
export function liveSessions(): number {
  return alive;
}

/**
 * ONNX Runtime on the CPU, the default engine.
 *
 * @throws RcnnError `engine-unavailable` when the native library cannot be loaded
 */
export async function onnxEngine(encoding: EncodeOptions = {}): Promise<Engine> {
  const runtime = await loadRuntime();
  return {
    name: 'onnx',
    compile: (network, weights, options) => compile(runtime, { network, weights, encoding, ...options }),
  };
}

async function compile(
  runtime: Runtime,
  {
    network,
    weights,
    encoding,
    threads,
  }: { network: Network; weights: Weights; encoding: EncodeOptions } & CompileOptions,
): Promise<Executable> {
  checkThreads(threads);
  const session = await runtime.InferenceSession.create(
    encodeOnnx(network, weights, { keepHalves: true, ...encoding }),
    {
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3, // errors; they are thrown as well
      // Waiting threads sleep instead of spinning: proposals and decoding want the same cores. Measured on two
      // busy cores, runs took 0.70 to 1.00 of their time with spinning.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    },
  );
  return new OnnxExecutable(runtime, session, network);
}

/** The runtime computes on the calling thread: while it does (from the next turn on), the event loop waits. */
class OnnxExecutable implements Executable {
  readonly #runtime: Runtime;
  readonly #session: InferenceSession;
  readonly #network: Network;
  #running = 0;
  #disposed = false;

  constructor(runtime: Runtime, session: InferenceSession, network: Network) {
    this.#runtime = runtime;
    this.#session = session;
    this.#network = network;
    alive++;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    if (this.#disposed) throw new RcnnError('bad-option', 'This network was disposed of; compile it again.');
    checkInputs(this.#network, inputs);
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { data, shape }]) => [
        name,
        new this.#runtime.Tensor('float32', data, [...shape]),
      ]),
    );
    this.#running++;
    try {
      const results = await this.#session.run(feeds);
      return Object.fromEntries(
        this.#network.outputs.map((name) => {
          const { data, dims } = results[name]!;
          return [name, { data: data as Float32Array, shape: dims }];
        }),
      );
    } finally {
      this.#running--;
      this.#releaseWhenIdle();
    }
  }

  /** Runs under way still finish. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#releaseWhenIdle();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #releaseWhenIdle(): void {
    if (!this.#disposed || this.#running > 0) return;
    alive--;
    void this.#session.release();
  }
}
