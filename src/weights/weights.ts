/** One trained array: float32 values in memory, whatever the file holds. Layout as in `ParameterSpec`. */
export interface WeightArray {
  readonly data: Float32Array;
  /** Bit patterns of the same values in float16, where the file holds those; copies of the array go without. */
  readonly halves?: Uint16Array;
  readonly shape: readonly number[];
}

/** Trained arrays by name (`inception_3a/3x3/weight`). */
export type Weights = ReadonlyMap<string, WeightArray>;
