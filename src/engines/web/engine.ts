/** TensorFlow.js's WebAssembly backend in a browser, where its files come from addresses and its threads work. */
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { RcnnError } from '../../errors.js';
import type { Engine, Executable } from '../engine.js';
import { executableOn } from '../tensorflow/executable.js';

export interface WebEngineOptions {
  /** Addresses of the backend's two modules; one of them is fetched. */
  readonly modules: { readonly simd: string; readonly threadedSimd: string };
  /** At most this many; the backend takes half of the browser's cores at most, and without cross-origin isolation one. */
  readonly threads: number;
}

interface WebEngine extends Engine {
  /** Threads that it came to have. */
  readonly threads: number;
}

/** Once in a thread. @throws RcnnError `engine-unavailable` */
export async function webEngine({ modules, threads }: WebEngineOptions): Promise<WebEngine> {
  setWasmPaths({
    // Never asked for: where the search of boxes runs, there is SIMD. But all three must be named.
    'tfjs-backend-wasm.wasm': modules.simd,
    'tfjs-backend-wasm-simd.wasm': modules.simd,
    'tfjs-backend-wasm-threaded-simd.wasm': modules.threadedSimd,
  });
  if (threads === 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  else setThreadsCount(threads);
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  try {
    if (!(await tf.setBackend('wasm'))) throw new Error('the backend did not start');
  } catch (cause) {
    throw new RcnnError(
      'engine-unavailable',
      `Expected WebAssembly with SIMD from ${modules.simd}, but it did not start: ${(cause as Error).message}.`,
      { cause },
    );
  }
  return {
    name: 'wasm',
    threads: threaded ? getThreadsCount() : 1,
    compile: async (network, weights) => yielding(executableOn('wasm', network, weights)),
  };
}

/** Messages to the thread, such as that nobody waits any more, come through before each run. */
function yielding(executable: Executable): Executable {
  return {
    run: async (inputs) => {
      await nextTask();
      return executable.run(inputs);
    },
    [Symbol.dispose]: () => executable[Symbol.dispose](),
  };
}

/** A timer would wait for milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
