import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engines/engine.js';
import { type EngineChoice, firstThatLoads, loadEngine } from '../../../src/engines/index.js';
import { RcnnError } from '../../../src/errors.js';

const works = (name: string) => ({
  name,
  load: async (): Promise<Engine> => ({ name, compile: () => Promise.reject(new Error('not used')) }),
});
const fails = (name: string, message: string) => ({
  name,
  load: () => Promise.reject(new RcnnError('engine-unavailable', message)),
});

describe('loadEngine', () => {
  it.each(['auto', 'onnx'] as const)('loads ONNX Runtime for %s', async (choice) => {
    expect((await loadEngine(choice)).name).toBe('onnx');
  });

  it('refuses an unknown name and lists the known ones', async () => {
    await expect(loadEngine('caffe' as EngineChoice)).rejects.toThrow(
      'Expected the engine to be one of onnx, tensorflow, wasm, auto, but got "caffe".',
    );
  });
});

describe('firstThatLoads', () => {
  it.each([
    ['the first, when all do', [works('onnx'), works('tensorflow'), works('wasm')], 'onnx'],
    ['the second, when the first does not', [fails('onnx', 'a'), works('tensorflow')], 'tensorflow'],
    ['the last', [fails('onnx', 'a'), fails('tensorflow', 'b'), works('wasm')], 'wasm'],
  ] as const)('gives %s', async (_which, candidates, name) => {
    expect((await firstThatLoads(candidates)).name).toBe(name);
  });

  it('says of each what is missing when none loads', async () => {
    const none = firstThatLoads([fails('onnx', 'run npm install'), fails('wasm', 'no SIMD')]);
    await expect(none).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringMatching(/onnx: run npm install\nwasm: no SIMD\n.*doctor/),
    });
  });
});
