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
