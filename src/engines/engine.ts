import type { Network } from '../googlenet/layer.js';
import type { Weights } from '../weights/weights.js';

/** Row-major float32 values, N first: N x C x H x W for maps, R x 4 for regions, N x K for scores. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface CompileOptions {
  /** Threads inside one operation; default: all cores. */
  readonly threads?: number;
}

/** A network on an engine, ready to run. Batch and map sizes may change from call to call. */
export interface Executable extends Disposable {
  /** @param inputs by name: the network's input and, where layers read others, those by their names */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
}

/** What runs networks. Engines agree with each other to 1e-4 of each layer's largest value. */
export interface Engine {
  readonly name: string;
  compile(network: Network, weights: Weights, options?: CompileOptions): Promise<Executable>;
}
