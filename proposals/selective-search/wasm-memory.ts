import { RcnnError } from '../../src/errors.js';
import { PAGE } from '../../src/platform/wasm/kernels.js';
import type { Memory } from './memory.js';

/** As compiled in (assembly/build.mjs): 1 GB, four times what the largest allowed search can take. */
const MOST_PAGES = 16_384;
/** First byte after the module's own data. */
const BASE = 4096;

/**
 * A bump allocator over WebAssembly's memory from `BASE` on. The memory is a shared one because growing a
 * shared memory leaves earlier views of it usable; no second thread ever sees it.
 */
export class WasmMemory implements Memory {
  readonly memory: WebAssembly.Memory;
  readonly #mostPages: number;
  /** First free byte. */
  #next = BASE;

  /** @param mostBytes the memory may come to have; telephones refuse to set aside as much as other machines */
  constructor(mostBytes = MOST_PAGES * PAGE) {
    this.#mostPages = mostBytes / PAGE;
    this.memory = new WebAssembly.Memory({ initial: 16, maximum: this.#mostPages, shared: true });
  }

  reset(): void {
    this.#next = BASE;
  }

  uint8(length: number): Uint8Array {
    const start = this.#take(length);
    return new Uint8Array(this.memory.buffer, start, length);
  }

  uint16(length: number): Uint16Array {
    const start = this.#take(2 * length);
    return new Uint16Array(this.memory.buffer, start, length);
  }

  uint32(length: number): Uint32Array {
    const start = this.#take(4 * length);
    return new Uint32Array(this.memory.buffer, start, length);
  }

  int32(length: number): Int32Array {
    const start = this.#take(4 * length);
    return new Int32Array(this.memory.buffer, start, length);
  }

  float32(length: number): Float32Array {
    const start = this.#take(4 * length);
    return new Float32Array(this.memory.buffer, start, length);
  }

  /** 64-byte aligned, and 64 bytes apart: a vector load may read a little past the end. */
  #take(bytes: number): number {
    const start = this.#next;
    const end = start + bytes + 64;
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0) {
      const pages = Math.ceil(missing / PAGE);
      if (this.memory.buffer.byteLength / PAGE + pages > this.#mostPages) {
        throw new RcnnError(
          'bad-option',
          `Expected a search within ${(this.#mostPages * PAGE) / 2 ** 20} MB, but it takes ${Math.ceil(end / 2 ** 20)} MB: give a smaller maxPixels or larger ks.`,
        );
      }
      this.memory.grow(pages);
    }
    this.#next = (end + 63) & ~63;
    return start;
  }
}
