/**
 * Loads TensorFlow.js: its native half or its WebAssembly backend. Both are backends of the one tfjs-core in the
 * process, which computes on whichever is set (on-backend.ts).
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { RcnnError } from '../../errors.js';
import type { BackendName } from './on-backend.js';
import { restoreUtil } from './util-of-older-node.js';

const require = createRequire(import.meta.url);
const loading = new Map<BackendName, { threads: number | undefined; done: Promise<void> }>();

/**
 * Whether the files of a backend are there; loading them is for `loadBackend`.
 *
 * @throws RcnnError `engine-unavailable` with the command that fixes it
 */
export function requireBackend(name: BackendName): void {
  if (name === 'wasm') {
    wasmFolder();
    return;
  }
  // node-pre-gyp looks in `napi-v8` whatever newer version Node offers.
  if (!existsSync(join(nativeFolder(), 'lib', 'napi-v8', 'tfjs_binding.node'))) throw unavailable();
}

/**
 * Loads a backend, once in a process. How many threads it computes with is settled by the first call. In a worker
 * thread, which has an environment of its own, start the worker with `env: SHARE_ENV` to choose them.
 *
 * @throws RcnnError `engine-unavailable` when the library does not load, `bad-option` for a number of threads
 *   that can no longer be had
 */
export async function loadBackend(
  name: BackendName,
  { threads }: { threads?: number | undefined } = {},
): Promise<void> {
  const known = loading.get(name);
  if (known && threads !== undefined && threads !== known.threads) {
    throw new RcnnError(
      'bad-option',
      `Expected threads to stay at ${known.threads ?? 'all cores'}, as ${name} was loaded in this process, but got ${threads}.`,
    );
  }
  const done = known?.done ?? (name === 'wasm' ? loadWasm(threads) : loadNative(threads));
  if (!known) {
    loading.set(name, { threads, done });
    done.catch(() => loading.delete(name)); // what has been fixed meanwhile can load
  }
  await done;
}

/** Tensors that are alive in this process, for tests that look for leaks. */
export function liveTensors(): number {
  return tf.memory().numTensors;
}

async function loadNative(threads: number | undefined): Promise<void> {
  requireBackend('tensorflow');
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'; // errors; else every start prints what the processor can do
  restoreUtil();
  try {
    await import('@tensorflow/tfjs-node-gpu');
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function loadWasm(threads: number | undefined): Promise<void> {
  if (threads !== undefined && threads !== 1) {
    throw new RcnnError(
      'bad-option',
      `Expected threads to be 1 for wasm, whose threads do not work in Node.js, but got ${threads}.`,
    );
  }
  try {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(wasmFolder() + sep);
    if (!(await tf.setBackend('wasm'))) throw new Error('the backend did not start');
  } catch (cause) {
    throw unavailableWasm(cause);
  }
}

function nativeFolder(): string {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  } catch (cause) {
    throw unavailable(cause);
  }
}

function wasmFolder(): string {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  } catch (cause) {
    throw unavailableWasm(cause);
  }
}

function unavailable(cause?: unknown): RcnnError {
  const found = cause instanceof Error ? `:\n  ${cause.message.split('\n')[0]}` : '.';
  return new RcnnError(
    'engine-unavailable',
    `Expected the native TensorFlow library, but it does not load${found}\nRun "googlenet-rcnn setup tensorflow".`,
    { cause },
  );
}

function unavailableWasm(cause: unknown): RcnnError {
  return new RcnnError(
    'engine-unavailable',
    'Expected @tensorflow/tfjs-backend-wasm to load, but it did not. Install it again with "npm install @tensorflow/tfjs-backend-wasm".',
    { cause },
  );
}
