import { inputsOf, type Layer, type Network } from './layer.js';

/** Sides in numbers, or in names where they are open. */
export type Shape = readonly (number | string)[];

/** Names and shapes of the tensors that the network expects besides its input. H and W are the input's. */
export function sideInputsOf(network: Network): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of network.layers) {
    if (layer.op === 'roi-align') shapes.set(layer.regions, ['R', 4]);
    if (layer.op === 'resample') {
      shapes.set(layer.rows, [layer.size, 'H']);
      shapes.set(layer.columns, [layer.size, 'W']);
    }
  }
  return shapes;
}

/** Whether the input must be a map: linear layers alone take features in any shape. */
export function takesMap(network: Network): boolean {
  const flat = new Set<Layer['op']>(['linear', 'dropout', 'softmax', 'concat']);
  return network.layers.some((layer) => inputsOf(layer).includes(network.input) && !flat.has(layer.op));
}
