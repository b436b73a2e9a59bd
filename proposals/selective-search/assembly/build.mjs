/** Compiles this folder into ../kernels-binary.ts: part of `npm run build:wasm`. The result is committed. */
import { compileAssembly } from '../../../src/platform/wasm/compile-assembly.mjs';

await compileAssembly({
  source: new URL('./kernels.ts', import.meta.url),
  target: new URL('../kernels-binary.ts', import.meta.url),
  name: 'kernelsBinary',
  // The memory is shared only so that it can grow without detaching the arrays that view it.
  options: '--enable threads --sharedMemory --initialMemory 16 --maximumMemory 16384',
});
