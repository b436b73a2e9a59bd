/**
 * The operators that depend on how a map lies in memory. ONNX Runtime's blocked ones (`com.microsoft.nchwc`) are the
 * fastest and take their weights as ordinary inputs, already blocked; the standard ones do the same for B = 1
 * everywhere. All else in a training graph is written once, for any B.
 * Legend: as in feature-map.ts.
 */
import { attribute } from '../model-proto.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { Attributes, GraphBuilder } from './graph-builder.js';

/** Domain of the blocked operators. */
export const BLOCKED = 'com.microsoft.nchwc';

export interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: number;
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
}

export interface ConvolveOptions extends Window {
  readonly weight: string;
  readonly bias?: string;
  /** A map to add to the sum. */
  readonly add?: string;
  readonly group?: number;
  /** `unit` clips to 0..1. */
  readonly activation?: 'relu' | 'unit';
}

export class Kernels {
  readonly graph: GraphBuilder;
  /** B. */
  readonly block: number;

  constructor(graph: GraphBuilder, block: number) {
    this.graph = graph;
    this.block = block;
  }

  convolve(x: string, options: ConvolveOptions): string {
    return this.block === 1 ? this.#plainConvolve(x, options) : this.#blockedConvolve(x, options);
  }

  #blockedConvolve(x: string, options: ConvolveOptions): string {
    const { weight, bias = '', add, activation } = options;
    const inputs = add ? [x, weight, bias, add] : bias ? [x, weight, bias] : [x, weight];
    const fused = {
      relu: [attribute.string('activation', 'Relu')],
      unit: [attribute.string('activation', 'Clip'), attribute.floats('activation_params', [0, 1])],
      none: [],
    };
    const attributes = [...convolutionAttributes(options), ...fused[activation ?? 'none']];
    return this.graph.op('Conv', inputs, attributes, BLOCKED);
  }

  #plainConvolve(x: string, options: ConvolveOptions): string {
    const { weight, bias, add, activation } = options;
    const inputs = bias ? [x, weight, bias] : [x, weight];
    const product = this.graph.op('Conv', inputs, convolutionAttributes(options));
    const sum = add ? this.graph.op('Add', [product, add]) : product;
    if (activation === 'relu') return this.graph.op('Relu', [sum]);
    if (activation === 'unit')
      return this.graph.op('Clip', [sum, this.graph.number(0), this.graph.number(1)]);
    return sum;
  }

  maxPool(x: string, window: Window): string {
    const attributes = windowAttributes(window);
    return this.graph.op('MaxPool', [x], attributes, this.block === 1 ? undefined : BLOCKED);
  }

  /** N x C x 1 x 1. */
  globalAverage(x: string): string {
    return this.graph.op('GlobalAveragePool', [x], [], this.block === 1 ? undefined : BLOCKED);
  }

  /** N x C x H x W without blocks. */
  toPlanes(map: FeatureMap): string {
    if (this.block === 1 || map.planar) return map.value;
    const attributes = [attribute.int('channels', channelsOf(map))];
    return this.graph.op('ReorderOutput', [map.value], attributes, BLOCKED);
  }

  /** N x H x W x C. */
  toPixels(map: FeatureMap): string {
    if (this.block === 1) return this.graph.transpose(map.value, 0, 2, 3, 1);
    const attributes = [attribute.int('channels', channelsOf(map)), attribute.int('channels_last', 1)];
    return this.graph.op('ReorderOutput', [map.value], attributes, BLOCKED);
  }

  /** From N x C x H x W without blocks. */
  fromPlanes(planes: string): string {
    if (this.block === 1) return planes;
    return this.graph.op('ReorderInput', [planes], [attribute.int('channels_last', 0)], BLOCKED);
  }

  /** From N x H x W x C. */
  fromPixels(pixels: string): string {
    if (this.block === 1) return this.graph.transpose(pixels, 0, 3, 1, 2);
    return this.graph.op('ReorderInput', [pixels], [attribute.int('channels_last', 1)], BLOCKED);
  }
}

function windowAttributes({ kernel, stride, pads }: Window): Attributes {
  return [
    attribute.ints('kernel_shape', kernel),
    attribute.ints('strides', [stride, stride]),
    attribute.ints('pads', pads),
    attribute.ints('dilations', [1, 1]),
  ];
}

function convolutionAttributes(options: ConvolveOptions): Attributes {
  return [...windowAttributes(options), attribute.int('group', options.group ?? 1)];
}
