/** Compiles align.ts into ../align-binary.ts: part of `npm run build:wasm`. The result is committed. */
import { compileAssembly } from '../../../platform/wasm/compile-assembly.mjs';

await compileAssembly({
  source: new URL('./align.ts', import.meta.url),
  target: new URL('../align-binary.ts', import.meta.url),
  name: 'alignBinary',
});
