/** Typed arrays for one search, given out one after the other and all taken back by `reset`. Not zeroed. */
export interface Memory {
  uint8(length: number): Uint8Array;
  uint16(length: number): Uint16Array;
  uint32(length: number): Uint32Array;
  int32(length: number): Int32Array;
  float32(length: number): Float32Array;
  /** Everything given out so far is free again; its contents may change. */
  reset(): void;
}

/** Plain arrays, left to the garbage collector. */
export const heapMemory: Memory = {
  uint8: (length) => new Uint8Array(length),
  uint16: (length) => new Uint16Array(length),
  uint32: (length) => new Uint32Array(length),
  int32: (length) => new Int32Array(length),
  float32: (length) => new Float32Array(length),
  reset: () => undefined,
};
