import type { Layer, Network } from '../../googlenet/layer.js';

/** The network without its local response normalisation: what read a normalised map reads the map. */
export function withoutNormalisation(network: Network): Network {
  const before = new Map(
    network.layers.flatMap((layer) =>
      layer.op === 'local-response-norm' ? [[layer.name, layer.input] as const] : [],
    ),
  );
  const rewired = (layer: Layer): Layer =>
    'input' in layer && before.has(layer.input) ? { ...layer, input: before.get(layer.input)! } : layer;
  return { ...network, layers: network.layers.filter(({ name }) => !before.has(name)).map(rewired) };
}
