/** Compiles this folder's kernels into the folder above: part of `npm run build:wasm`. The results are committed. */
import { compileAssembly } from '../../../platform/wasm/compile-assembly.mjs';

for (const name of ['filters', 'update']) {
  await compileAssembly({
    source: new URL(`./${name}.ts`, import.meta.url),
    target: new URL(`../${name}-binary.ts`, import.meta.url),
    name: `${name}Binary`,
  });
}
