import * as tf from '@tensorflow/tfjs-core';
import { RcnnError } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import type { Weights } from '../../weights/weights.js';
import type { Executable, Tensor } from '../engine.js';
import { checkInputs } from '../inputs.js';
import { forward } from './forward.js';
import { type BackendName, onBackend } from './on-backend.js';
import { type Parameters, toParameters } from './parameters.js';

/** A network on a backend that is loaded. @throws RcnnError `bad-weights` */
export function executableOn(name: BackendName, network: Network, weights: Weights): Executable {
  return new TensorFlowExecutable(
    name,
    network,
    onBackend(name, () => toParameters(network, weights)),
  );
}

/** Kernels run on the calling thread: while they do, the event loop waits. */
class TensorFlowExecutable implements Executable {
  readonly #backend: BackendName;
  readonly #network: Network;
  readonly #parameters: Parameters;
  #disposed = false;

  constructor(backend: BackendName, network: Network, parameters: Parameters) {
    this.#backend = backend;
    this.#network = network;
    this.#parameters = parameters;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    if (this.#disposed) throw new RcnnError('bad-option', 'This network was disposed of; compile it again.');
    checkInputs(this.#network, inputs);
    let results: Record<string, Tensor> = {};
    onBackend(this.#backend, () =>
      tf.tidy(() => {
        // Not returned: `tidy` would look for tensors among all the values of what it returns.
        results = this.#compute(inputs);
      }),
    );
    return results;
  }

  #compute(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    const values = Object.entries(inputs).map(([name, tensor]) => [name, channelsLast(tensor)] as const);
    const outputs = forward(this.#network, this.#parameters, Object.fromEntries(values));
    return Object.fromEntries(this.#network.outputs.map((name) => [name, channelsFirst(outputs[name]!)]));
  }

  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    onBackend(this.#backend, () => tf.dispose([...this.#parameters.values()]));
  }
}

function channelsLast({ data, shape }: Tensor): tf.Tensor {
  const tensor = tf.tensor(data, [...shape]);
  return shape.length === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;
}

function channelsFirst(tensor: tf.Tensor): Tensor {
  const stored = tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor;
  // A copy: the WebAssembly backend hands out a view of its memory.
  return { data: Float32Array.from(stored.dataSync<'float32'>()), shape: stored.shape };
}
