import type { Convolution, Layer } from './layer.js';
import type { InceptionChannels } from './table1.js';

export type ModuleKind = 'reduced' | 'naive';

interface ModuleOptions {
  readonly name: string;
  readonly input: string;
  readonly inChannels: number;
  readonly channels: InceptionChannels;
}

/** A stride-1 convolution with ReLU that keeps the size of the map. */
function branch(
  name: string,
  input: string,
  inChannels: number,
  kernel: number,
  outChannels: number,
): Convolution {
  const pad = (kernel - 1) / 2;
  return { op: 'convolution', name, input, inChannels, outChannels, kernel, stride: 1, pad, relu: true };
}

/** Figure 2b: 1x1 | 1x1 -> 3x3 | 1x1 -> 5x5 | max pool -> 1x1, joined on channels. */
export function reducedModule({ name, input, inChannels, channels }: ModuleOptions): Layer[] {
  return [
    branch(`${name}/1x1`, input, inChannels, 1, channels['1x1']),
    branch(`${name}/3x3_reduce`, input, inChannels, 1, channels['3x3_reduce']),
    branch(`${name}/3x3`, `${name}/3x3_reduce`, channels['3x3_reduce'], 3, channels['3x3']),
    branch(`${name}/5x5_reduce`, input, inChannels, 1, channels['5x5_reduce']),
    branch(`${name}/5x5`, `${name}/5x5_reduce`, channels['5x5_reduce'], 5, channels['5x5']),
    { op: 'max-pool', name: `${name}/pool`, input, kernel: 3, stride: 1, pad: 1 },
    branch(`${name}/pool_proj`, `${name}/pool`, inChannels, 1, channels.pool_proj),
    {
      op: 'concat',
      name: `${name}/output`,
      inputs: ['1x1', '3x3', '5x5', 'pool_proj'].map((part) => `${name}/${part}`),
    },
  ];
}

/** Figure 2a, "naive version": no 1x1 reductions, and the pooled input joins with all its channels. */
export function naiveModule({ name, input, inChannels, channels }: ModuleOptions): Layer[] {
  return [
    branch(`${name}/1x1`, input, inChannels, 1, channels['1x1']),
    branch(`${name}/3x3`, input, inChannels, 3, channels['3x3']),
    branch(`${name}/5x5`, input, inChannels, 5, channels['5x5']),
    { op: 'max-pool', name: `${name}/pool`, input, kernel: 3, stride: 1, pad: 1 },
    {
      op: 'concat',
      name: `${name}/output`,
      inputs: ['1x1', '3x3', '5x5', 'pool'].map((part) => `${name}/${part}`),
    },
  ];
}

/** Channels of the joined branches; a naive module (figure 2a) passes on all that it pools. */
export function moduleOutChannels(kind: ModuleKind, inChannels: number, channels: InceptionChannels): number {
  const pooled = kind === 'naive' ? inChannels : channels.pool_proj;
  return channels['1x1'] + channels['3x3'] + channels['5x5'] + pooled;
}
