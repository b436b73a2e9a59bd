import type { CompileOptions, Engine, Executable } from '../engine.js';
import { checkThreads } from '../inputs.js';
import { executableOn } from './executable.js';
import { loadBackend, requireBackend } from './library.js';
import type { BackendName } from './on-backend.js';

/**
 * TensorFlow.js as an engine: `tensorflow` is the native library, `wasm` its WebAssembly backend, which runs
 * wherever Node.js does and takes about ten times as long. The library itself loads with the first network, since
 * it must know the threads by then.
 *
 * @throws RcnnError `engine-unavailable` with the command that fixes it
 */
export async function tensorflowEngine(name: BackendName): Promise<Engine> {
  requireBackend(name);
  return {
    name,
    compile: async (network, weights, { threads }: CompileOptions = {}): Promise<Executable> => {
      checkThreads(threads);
      await loadBackend(name, { threads });
      return executableOn(name, network, weights);
    },
  };
}
