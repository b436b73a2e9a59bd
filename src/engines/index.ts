import { RcnnError, unknownName } from '../errors.js';
import '../platform/node/telemetry.js'; // before any thread starts
import type { Engine } from './engine.js';

/**
 * A row per engine, in the order in which `auto` tries them: fastest first (`npm run bench -- engines`); wasm runs
 * everywhere. Libraries load when asked for: each takes long, and no run needs more than one.
 */
const loaders = {
  onnx: async () => (await import('./onnx/engine.js')).onnxEngine(),
  tensorflow: async () => (await import('./tensorflow/engine.js')).tensorflowEngine('tensorflow'),
  wasm: async () => (await import('./tensorflow/engine.js')).tensorflowEngine('wasm'),
} as const satisfies Record<string, () => Promise<Engine>>;

export type EngineName = keyof typeof loaders;

/** `auto` takes the first that loads, in the order of `engineNames`. */
export type EngineChoice = EngineName | 'auto';

export const engineNames = Object.keys(loaders) as readonly EngineName[];

/**
 * @throws RcnnError `engine-unavailable` when the library of the engine cannot be loaded; for `auto` the
 *   message lists all that were tried, with how to fix each
 */
export async function loadEngine(choice: EngineChoice): Promise<Engine> {
  if (choice !== 'auto') {
    if (!engineNames.includes(choice)) throw unknownName('the engine', choice, [...engineNames, 'auto']);
    return loaders[choice]();
  }
  return firstThatLoads(engineNames.map((name) => ({ name, load: loaders[name] })));
}

/** The rule behind `auto`, apart from the real libraries. */
export async function firstThatLoads(
  candidates: readonly { readonly name: string; readonly load: () => Promise<Engine> }[],
): Promise<Engine> {
  const failures: { name: string; error: unknown }[] = [];
  for (const { name, load } of candidates) {
    try {
      return await load();
    } catch (error) {
      failures.push({ name, error });
    }
  }
  const tried = failures.map(({ name, error }) => `${name}: ${messageOf(error)}`).join('\n');
  throw new RcnnError(
    'engine-unavailable',
    `Expected at least one engine to load, but none did.\n${tried}\n"googlenet-rcnn doctor" looks closer.`,
    { cause: failures[0]?.error },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
