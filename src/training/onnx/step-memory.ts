/** What the threads of a training share. Legend: L = all values that learn, as `ParameterLayout` lays them out. */
import type { FilterSpec } from '../../onnx/training/filters.js';
import type { LinearSpec } from '../../onnx/training/linear.js';
import { ParameterLayout } from '../../onnx/training/parameter-layout.js';

/** The places of all weights, the same in every thread. */
export interface StepLayouts {
  readonly learning: ParameterLayout;
  readonly frozen: ParameterLayout;
}

export interface StepMemory {
  /** L. */
  readonly values: Float32Array;
  readonly velocities: Float32Array;
  readonly averages: Float32Array;
  readonly frozen: Float32Array;
}

/** Of a graph's weights; linear layers all learn. */
export function layoutsOf(graph: {
  filters: readonly FilterSpec[];
  linears: readonly LinearSpec[];
}): StepLayouts {
  const { filters, linears } = graph;
  return {
    learning: new ParameterLayout({ filters: filters.filter(({ learns }) => learns), linears }),
    frozen: new ParameterLayout({ filters: filters.filter(({ learns }) => !learns), linears: [] }),
  };
}

export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
