import type { Engine, Executable, Tensor } from '../../engines/engine.js';
import { valuesToMeasure } from '../../onnx/eight-bits.js';
import { type ValueRange, withoutRanges } from '../../weights/ranges.js';

/**
 * An engine that observes: whatever runs on it, a classifier or a whole detector, runs in float, and it records the lowest and
 * the highest of each value that could be in 8 bits.
 *
 * @param ranges receives them by the name of the layer or of the network's input, and widens with every run
 */
export function observingEngine(engine: Engine, ranges: Map<string, ValueRange>): Engine {
  return {
    name: engine.name,
    compile: async (network, weights, options) => {
      const measured = valuesToMeasure(network);
      const layers = [...measured].filter((name) => name !== network.input);
      const outputs = [...new Set([...network.outputs, ...layers])];
      const executable = await engine.compile({ ...network, outputs }, withoutRanges(weights), options);
      const run: Executable['run'] = async (inputs) => {
        const values = await executable.run(inputs);
        for (const name of measured) widen(ranges, name, (values[name] ?? inputs[name])!);
        return Object.fromEntries(network.outputs.map((name) => [name, values[name]!]));
      };
      return { run, [Symbol.dispose]: () => executable[Symbol.dispose]() };
    },
  };
}

function widen(ranges: Map<string, ValueRange>, name: string, { data }: Tensor): void {
  let { low, high } = ranges.get(name) ?? { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  ranges.set(name, { low, high });
}
