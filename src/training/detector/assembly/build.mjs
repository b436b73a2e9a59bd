/** Compiles descend.ts into ../descend-binary.ts: part of `npm run build:wasm`. The result is committed. */
import { compileAssembly } from '../../../platform/wasm/compile-assembly.mjs';

await compileAssembly({
  source: new URL('./descend.ts', import.meta.url),
  target: new URL('../descend-binary.ts', import.meta.url),
  name: 'descendBinary',
});
