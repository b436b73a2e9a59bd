/** What the layers share while they write a training step. Legend: as in feature-map.ts. */
import { attribute } from '../model-proto.js';
import { channelsOf, type FeatureMap, type Segment } from './feature-map.js';
import type { FilterSpec } from './filters.js';
import { GraphBuilder } from './graph-builder.js';
import { Kernels } from './kernels.js';
import type { DropoutSpec, LinearSpec } from './specs.js';
import { Gradients, Tape } from './tape.js';

interface StepOptions {
  readonly block: number;
  readonly batchNorm?: boolean;
  readonly graph?: GraphBuilder;
}

export class Step {
  readonly graph: GraphBuilder;
  readonly tape: Tape;
  readonly kernels: Kernels;
  /** Weights that are inputs of the graph, in the order of computation. */
  readonly filters: FilterSpec[] = [];
  readonly linears: LinearSpec[] = [];
  /** Batch normalisation's: names of values, C each. */
  readonly statistics: { readonly name: string; readonly mean: string; readonly variance: string }[] = [];
  readonly dropouts: DropoutSpec[] = [];
  /** Whether convolutions are normalised over the batch. */
  readonly batchNorm: boolean;
  readonly #copies = new Map<string, string>();

  /**
   * @param options.block B: 16 or 8 for the blocked kernels, where the processor has them, 1 for the plain ones
   * @param options.graph of another step, to write a pass into it that has no gradients there
   */
  constructor({ block, batchNorm = false, graph = new GraphBuilder() }: StepOptions) {
    this.graph = graph;
    this.tape = new Tape(graph);
    this.kernels = new Kernels(this.graph, block);
    this.batchNorm = batchNorm;
  }

  /** @returns one map per segment */
  split(map: FeatureMap): FeatureMap[] {
    if (map.segments.length === 1) return [map];
    const sizes = map.segments.map(({ padded }) => padded);
    const values = this.splitChannels(map.value, sizes);
    return map.segments.map((segment, i) => ({ ...map, value: values[i]!, segments: [segment] }));
  }

  splitChannels(value: string, sizes: readonly number[]): string[] {
    const attributes = [attribute.int('axis', 1)];
    return this.graph.ops('Split', [value, this.graph.ints(...sizes)], { count: sizes.length, attributes });
  }

  /** C x N x H * W (without the N where it is 1): all pixels of a channel side by side. Copied once per map. */
  channelMajor(map: FeatureMap): string {
    const made = this.#copies.get(map.value) ?? this.#channelMajor(map);
    this.#copies.set(map.value, made);
    return made;
  }

  /** The same as a matrix, C x P. */
  rowsOf(map: FeatureMap): string {
    return this.graph.reshape(this.channelMajor(map), this.graph.ints(channelsOf(map), -1));
  }

  #channelMajor(map: FeatureMap): string {
    const { graph } = this;
    const planes = this.kernels.toPlanes(map); // N x C x H x W
    if (map.batch === 1) return planes;
    const shape = graph.size(map.batch, channelsOf(map), map.height * map.width);
    return graph.transpose(graph.reshape(planes, shape), 1, 0, 2);
  }

  /** Writes the backward pass, from the gradients of the network's outputs. */
  backward(ends: readonly (readonly [FeatureMap, string])[]): void {
    const gradients = new Gradients(this.graph);
    for (const [map, gradient] of ends) gradients.add(map, gradient);
    this.tape.backward(gradients);
  }

  /** N x H x W x C of one segment, its blocks filled up with channels of zeros, as a map lies in memory. */
  fromPixels(pixels: string, { channels, padded }: Segment): string {
    const missing = padded - channels;
    const pads = this.graph.ints(0, 0, 0, 0, 0, 0, 0, missing);
    return this.kernels.fromPixels(missing === 0 ? pixels : this.graph.op('Pad', [pixels, pads]));
  }

  /** A times B transposed. */
  productOf(a: string, b: string): string {
    return this.graph.op('Gemm', [a, b], [attribute.int('transB', 1)]);
  }

  sumOf(value: string, ...axes: number[]): string {
    return this.graph.op('ReduceSum', [value, this.graph.ints(...axes)], [attribute.int('keepdims', 0)]);
  }
}
