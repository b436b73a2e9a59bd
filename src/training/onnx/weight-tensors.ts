/** The weights as inputs of one thread's graphs: ONNX Runtime refuses shared memory, so every thread has a copy. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import { type FilterSpec, filterSize, toBackward, toForward } from '../../onnx/training/filters.js';
import type { ParameterLayout } from '../../onnx/training/parameter-layout.js';
import { FilterInputs, hasBlocks } from './filter-inputs.js';
import { floatTensor, type Values } from './session.js';

/** One input of the graph, and how to fill it. */
interface Filled {
  readonly data: Float32Array;
  readonly fill: (values: Float32Array) => void;
}

export class WeightTensors {
  /** By name of the graph's input. */
  readonly feeds: Values = {};
  readonly #filled: Filled[] = [];

  /** @param options.backward adds the filters of the backward pass */
  constructor(runtime: Runtime, layout: ParameterLayout, { backward }: { backward: boolean }) {
    const blocked = layout.entries.flatMap(({ filter }) => (filter && hasBlocks(filter) ? [filter] : []));
    const inputs = new FilterInputs(blocked, { layouts: backward ? 2 : 1 });
    for (const { layer, kind, offset, length, shape, filter } of layout.entries) {
      const part = (values: Float32Array) => values.subarray(offset, offset + length);
      const kernel = filter && hasBlocks(filter) ? inputs : undefined;
      const add = (
        name: string,
        dims: readonly number[],
        fill: (from: Float32Array, into: Float32Array) => void,
      ) => {
        const data = kernel?.add(filter!) ?? new Float32Array(length);
        this.feeds[name] = floatTensor(runtime, data, dims);
        this.#filled.push({ data, fill: (values) => fill(part(values), data) });
      };
      if (!filter) {
        add(`${layer}:${kind}`, shape, (from, into) => into.set(from));
        continue;
      }
      const write = kernel ?? { toForward, toBackward };
      add(`${layer}:forward`, forwardShape(filter), (from, into) => write.toForward(filter, from, into));
      if (!backward || !filter.backward) continue;
      add(`${layer}:backward`, backwardShape(filter), (from, into) => write.toBackward(filter, from, into));
    }
  }

  /** @param values in the order of the layout */
  fill(values: Float32Array): void {
    for (const { fill } of this.#filled) fill(values);
  }
}

function forwardShape(filter: FilterSpec): number[] {
  const { inputs, outputs } = filterSize(filter);
  return [outputs, inputs, filter.kernel, filter.kernel];
}

function backwardShape(filter: FilterSpec): number[] {
  const { inputs, outputs } = filterSize(filter);
  return [inputs, outputs, filter.kernel, filter.kernel];
}
