/** ONNX Runtime Web behind the engines' interface, for the comparison alone: 14 MB of WebAssembly. */
import * as ort from 'onnxruntime-web/wasm';
import type { Engine } from '../../src/engines/engine.js';
import { encodeOnnx } from '../../src/onnx/graph.js';

export function ortEngine(folder: string, threads: number): Engine {
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = threads;
  return {
    name: 'onnx',
    async compile(network, weights) {
      const session = await ort.InferenceSession.create(encodeOnnx(network, weights, {}), {
        executionProviders: ['wasm'],
        graphOptimizationLevel: 'all',
      });
      const dispose = () => void session.release();
      return {
        async run(inputs) {
          const feeds = Object.entries(inputs).map(
            ([name, { data, shape }]) => [name, new ort.Tensor('float32', data, [...shape])] as const,
          );
          const results = await session.run(Object.fromEntries(feeds));
          return Object.fromEntries(
            network.outputs.map((name) => {
              const { data, dims } = results[name]!;
              return [name, { data: data as Float32Array, shape: dims }];
            }),
          );
        },
        dispose,
        [Symbol.dispose]: dispose,
      };
    },
  };
}
