import * as tf from '@tensorflow/tfjs-core';

export type BackendName = 'tensorflow' | 'wasm';

/**
 * Computes on a loaded backend, set for the length of one synchronous piece of work: nothing else runs on another one
 * meanwhile.
 */
export function onBackend<T>(name: BackendName, work: () => T): T {
  const before = tf.getBackend();
  if (before === name) return work();
  void tf.setBackend(name); // at once, since the backend is loaded
  try {
    return work();
  } finally {
    if (before) void tf.setBackend(before);
  }
}
