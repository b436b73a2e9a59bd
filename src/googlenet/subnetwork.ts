import { RcnnError } from '../errors.js';
import { nearestFew } from '../nearest.js';
import { inputsOf, type Layer, type Network } from './layer.js';

/**
 * The part of a network that leads from one value to others: `from` becomes the input (its layer and all
 * before it are left out), `to` the outputs. The trunk of a detector is
 * `subnetwork(net, { to: ['inception_4e/output'] })`, its region part
 * `subnetwork(net, { from: 'pool4/3x3_s2', fromChannels: 832, to: ['pool5/7x7_s1'] })`.
 */
export function subnetwork(
  network: Network,
  { from, fromChannels, to }: { from?: string; fromChannels?: number; to: readonly string[] },
): Network {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  const input = from ?? network.input;
  const needed = new Set<Layer>();
  const visit = (name: string) => {
    if (name === input) return;
    const layer = byName.get(name);
    if (!layer) throw unknownLayer(name, [...byName.keys()]);
    if (needed.has(layer)) return;
    needed.add(layer);
    for (const feeding of inputsOf(layer)) visit(feeding);
  };
  for (const name of to) visit(name);
  return {
    input,
    inputChannels: fromChannels ?? network.inputChannels,
    layers: network.layers.filter((layer) => needed.has(layer)),
    outputs: to,
  };
}

/** There are too many for a sentence. */
function unknownLayer(name: string, layers: readonly string[]): RcnnError {
  const near = nearestFew(name, layers);
  const hint = near.length > 0 ? ` Near it: ${near.join(', ')}.` : '';
  return new RcnnError(
    'bad-option',
    `Expected a layer of the network, but got "${name}".${hint} \`googlenet-rcnn summary\` lists them all.`,
  );
}
