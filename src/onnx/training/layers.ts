/** Writes every layer of a network into a training step. */
import { RcnnError } from '../../errors.js';
import { type Convolution, inputsOf, type Layer } from '../../googlenet/layer.js';
import { averagePool, globalAverage } from './average-pool.js';
import { concat } from './concat.js';
import { convolution } from './convolution.js';
import { dropout } from './dropout.js';
import type { FeatureMap } from './feature-map.js';
import { linear } from './linear.js';
import { localResponseNorm } from './local-response-norm.js';
import { maxPool } from './max-pool.js';
import { type AlignedRegions, roiAlign } from './roi-align.js';
import type { Step } from './step.js';

export interface LayersOptions {
  /** In the order of computation. */
  readonly layers: readonly Layer[];
  /** The network's input by its name. */
  readonly inputs: ReadonlyMap<string, FeatureMap>;
  /** Whether the weights of the layer of this name are trained. */
  readonly trainable: (name: string) => boolean;
  /** Where there is a RoIAlign. */
  readonly regions?: AlignedRegions;
  /** False leaves dropout out. */
  readonly training: boolean;
}

/** Writes the forward pass and records the backward one. @returns every layer's map by name */
export function addLayers(step: Step, options: LayersOptions): Map<string, FeatureMap> {
  const maps = new Map(options.inputs);
  for (const layer of options.layers) {
    if (maps.has(layer.name)) continue; // written together with a sibling
    step.graph.scope = layer.name;
    if (layer.op === 'convolution') {
      const siblings = siblingsOf(layer, options);
      const outputs = convolution(step, siblings, maps.get(layer.input)!, options.trainable(layer.name));
      for (const [i, { name }] of siblings.entries()) maps.set(name, outputs[i]!);
      continue;
    }
    maps.set(layer.name, addLayer(step, layer, options, maps));
  }
  return maps;
}

/** The 1x1 convolutions on the same input: as one, they read it once, and its gradient is one product. */
function siblingsOf(layer: Convolution, { layers, trainable }: LayersOptions): Convolution[] {
  if (layer.kernel !== 1) return [layer];
  return layers.filter(
    (other): other is Convolution =>
      other.op === 'convolution' &&
      other.input === layer.input &&
      other.kernel === 1 &&
      other.stride === layer.stride &&
      other.relu === layer.relu &&
      trainable(other.name) === trainable(layer.name),
  );
}

function addLayer(
  step: Step,
  layer: Exclude<Layer, Convolution>,
  { regions, training }: LayersOptions,
  maps: ReadonlyMap<string, FeatureMap>,
): FeatureMap {
  const inputs = inputsOf(layer).map((name) => maps.get(name)!);
  const [x] = inputs as [FeatureMap];
  switch (layer.op) {
    case 'max-pool':
      return maxPool(step, layer, x);
    case 'local-response-norm':
      return localResponseNorm(step, layer, x);
    case 'concat':
      return concat(step, inputs);
    case 'linear':
      return linear(step, layer, x);
    case 'dropout':
      return training ? dropout(step, layer, x) : x;
    case 'average-pool':
      if (layer.kernel === 'global') return globalAverage(step, x);
      return averagePool(step, { kernel: layer.kernel, stride: layer.stride }, x);
    case 'roi-align':
      return roiAlign(step, layer, x, regions!);
    default:
  }
  throw new RcnnError(
    'bad-option',
    `Expected layers that can be trained, but got ${layer.name} (${layer.op}).`,
  );
}
