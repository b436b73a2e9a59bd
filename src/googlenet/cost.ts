/** Legend: MAC = one multiplication with its addition; the paper's "ops" count these. */
import type { Layer, Network } from './layer.js';
import { parametersOf } from './parameters.js';
import { type InputSize, type MapShape, shapesOf } from './shapes.js';

interface LayerCost {
  readonly name: string;
  readonly op: Layer['op'];
  /** Of the layer's output. */
  readonly shape: MapShape;
  /** Trained values: weights and biases. */
  readonly parameters: number;
  /** For one image; after RoIAlign for one region. Convolutions and linear layers only, without biases. */
  readonly macs: number;
}

/** What each layer costs for one image, in the order of computation. Errors as `shapesOf`. */
export function costOf(network: Network, input: InputSize): LayerCost[] {
  const shapes = shapesOf(network, input);
  const parameters = new Map(
    parametersOf(network).map(({ name, shape }) => [name, shape.reduce((a, b) => a * b, 1)]),
  );
  return network.layers.map((layer) => {
    const { name, op } = layer;
    const shape = shapes.get(name)!;
    const weights = parameters.get(`${name}/weight`) ?? 0;
    // Every weight meets every cell of the output once.
    const macs = weights * shape.height * shape.width;
    return { name, op, shape, parameters: weights + (parameters.get(`${name}/bias`) ?? 0), macs };
  });
}

export interface TotalCost {
  readonly parameters: number;
  readonly macs: number;
}

/** Sums parameters and multiply-accumulates. */
export function totalCost(costs: Iterable<TotalCost>): TotalCost {
  let [parameters, macs] = [0, 0];
  for (const cost of costs) {
    parameters += cost.parameters;
    macs += cost.macs;
  }
  return { parameters, macs };
}
