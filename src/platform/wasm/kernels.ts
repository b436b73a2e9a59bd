/** Kernels that `npm run build:wasm` compiled, in Node.js and in browsers. */

/** A kernel may keep values of its own below this address. */
export const FIRST_BYTE = 1024;
/** Bytes by which a memory grows. */
export const PAGE = 65_536;

/** What a kernel may call or use. */
type KernelImports = { readonly memory: WebAssembly.Memory; readonly abort?: () => never };

const modules = new Map<string, WebAssembly.Module>();

/** An instance with what it exports; each binary is compiled once per thread. @param binary in base 64 */
export function kernelInstance<Exports>(binary: string, env: KernelImports): Exports {
  let compiled = modules.get(binary);
  if (!compiled) {
    compiled = new WebAssembly.Module(Uint8Array.from(atob(binary), (character) => character.charCodeAt(0)));
    modules.set(binary, compiled);
  }
  return new WebAssembly.Instance(compiled, { env }).exports as Exports;
}
