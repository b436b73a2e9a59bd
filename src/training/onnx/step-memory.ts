/** The memory that the threads of a training share. Legend: L = trainable values, in `ParameterLayout`'s order. */
import type { FilterSpec } from '../../onnx/training/filters.js';
import { ParameterLayout } from '../../onnx/training/parameter-layout.js';
import type { LinearSpec } from '../../onnx/training/specs.js';

/** The layout of all weights, the same in every thread. */
export interface StepLayouts {
  readonly trainable: ParameterLayout;
  readonly frozen: ParameterLayout;
}

export interface StepMemory {
  /** L. */
  readonly values: Float32Array;
  readonly velocities: Float32Array;
  readonly averages: Float32Array;
  readonly frozen: Float32Array;
}

/** Layouts of a graph's weights; linear layers are all trainable. */
export function layoutsOf(graph: {
  filters: readonly FilterSpec[];
  linears: readonly LinearSpec[];
}): StepLayouts {
  const { filters, linears } = graph;
  return {
    trainable: new ParameterLayout({ filters: filters.filter(({ trainable }) => trainable), linears }),
    frozen: new ParameterLayout({ filters: filters.filter(({ trainable }) => !trainable), linears: [] }),
  };
}

export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
