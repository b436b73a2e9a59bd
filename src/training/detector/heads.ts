/** Linear functions of features, and heads made of them. K = classes, F = features. */
export interface Linear {
  /** rows x F. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** Linear heads on standardised features. */
export interface Heads {
  /** K x F, and K. */
  readonly scores: Linear;
  /** 4K x F, and 4K. */
  readonly deltas: Linear;
}
