/**
 * What the threads of a trainer share. Legend: L = all values that learn, as `ParameterLayout` lays them out.
 */
import { ParameterLayout } from '../../onnx/training/parameter-layout.js';
import { type RegionStepOptions, regionStepGraph } from '../../onnx/training/region-step.js';

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

/** No size of a photograph changes what a step's weights are. */
const ANY_SIZE = { height: 64, width: 64, regions: 2 };

export function stepLayouts(options: RegionStepOptions): StepLayouts {
  const { filters, linears } = regionStepGraph(options, ANY_SIZE, 'train');
  return {
    learning: new ParameterLayout({ filters: filters.filter(({ learns }) => learns), linears }),
    frozen: new ParameterLayout({ filters: filters.filter(({ learns }) => !learns), linears: [] }),
  };
}

export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
