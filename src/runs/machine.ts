import { cpus } from 'node:os';
import { z } from 'zod';
import { installedVersion } from '../platform/node/installed-version.js';
import { vectorFeatures } from '../platform/node/processor.js';

export const machineSchema = z.strictObject({
  /** The engine's library with its version: `onnxruntime-node 1.30.0`. */
  runtime: z.string(),
  /** Class of processors on which that library computes the same bytes: `x64 avx512f`. */
  cpu: z.string(),
});

/** What the last digits of a result depend on beside the command. */
export type Machine = z.output<typeof machineSchema>;

/** Whose version decides, by engine. */
const libraries: Readonly<Record<string, string>> = {
  onnx: 'onnxruntime-node',
  tensorflow: '@tensorflow/tfjs-node-gpu',
  wasm: '@tensorflow/tfjs-backend-wasm',
};

/**
 * The widest vectors decide which float32 kernels run, and with them the order of sums. Instructions for integers
 * (`avx512_vnni`) and SSE, which every x64 processor has enough of, decide nothing.
 */
const DECISIVE = new Set<string>(['avx', 'avx2', 'avx512f']);

/** The class of this machine for an engine. WebAssembly computes the same everywhere. */
export async function machineOf(engine: string): Promise<Machine> {
  const library = libraries[engine] ?? engine;
  const runtime = `${library} ${installedVersion(library) ?? 'unknown'}`;
  return { runtime, cpu: engine === 'wasm' ? 'any' : await processorClass() };
}

async function processorClass(): Promise<string> {
  const widest = (await vectorFeatures()).findLast((feature) => DECISIVE.has(feature));
  // Systems that list no instructions name the model, which is a class of its own.
  return `${process.arch} ${widest ?? (cpus()[0]?.model.trim() || 'unknown')}`;
}

/** Results of several classes in one run: each class once, in the order of their names. */
export function mixtureOf(machines: readonly Machine[]): Machine {
  const names = (key: keyof Machine) => [...new Set(machines.map((machine) => machine[key]))].sort();
  return { runtime: names('runtime').join(' + '), cpu: names('cpu').join(' + ') };
}
