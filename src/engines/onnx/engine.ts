import { RcnnError } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import { type EncodeOptions, encodeOnnx } from '../../onnx/graph.js';
import { encodeRegions } from '../../onnx/region-graphs.js';
import type { Weights } from '../../weights/weights.js';
import type { CompileOptions, Engine, Executable, Tensor } from '../engine.js';
import { checkInputs, checkThreads } from '../inputs.js';
import { RegionRunner } from './region-runner.js';
import { loadRuntime, type Runtime } from './runtime.js';
import { OnnxSession } from './session.js';

/**
 * ONNX Runtime on the CPU, the default engine.
 *
 * @throws RcnnError `engine-unavailable` when the native library cannot be loaded
 */
export async function onnxEngine(encoding: EncodeOptions = {}): Promise<Engine> {
  const runtime = await loadRuntime();
  const options = { keepHalves: true, ...encoding };
  return {
    name: 'onnx',
    compile: async (network, weights, { threads }: CompileOptions = {}) => {
      checkThreads(threads);
      return new OnnxExecutable(
        await runnerFor({ network, weights }, { runtime, threads, options }),
        network,
      );
    },
  };
}

interface Runner extends Disposable {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

async function runnerFor(
  { network, weights }: { network: Network; weights: Weights },
  { runtime, threads, options }: { runtime: Runtime; threads: number | undefined; options: EncodeOptions },
): Promise<Runner> {
  const graphs = encodeRegions(network, weights, options);
  if (!graphs) return OnnxSession.create(runtime, encodeOnnx(network, weights, options), threads);
  const maps = await OnnxSession.create(runtime, graphs.maps, threads);
  try {
    const regions = await OnnxSession.create(runtime, graphs.regions, threads);
    return new RegionRunner({ maps, regions }, graphs);
  } catch (error) {
    maps[Symbol.dispose]();
    throw error;
  }
}

class OnnxExecutable implements Executable {
  readonly #runner: Runner;
  readonly #network: Network;
  #disposed = false;

  /** Owns the runner from now on. */
  constructor(runner: Runner, network: Network) {
    this.#runner = runner;
    this.#network = network;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    if (this.#disposed) throw new RcnnError('bad-option', 'This network was disposed of; compile it again.');
    checkInputs(this.#network, inputs);
    const results = await this.#runner.run(inputs);
    return Object.fromEntries(this.#network.outputs.map((name) => [name, results[name]!]));
  }

  /** Runs under way still finish. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#runner[Symbol.dispose]();
  }
}
