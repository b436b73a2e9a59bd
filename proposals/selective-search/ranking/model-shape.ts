/** A network of one hidden layer: score = sum over H of out[h] * max(0, hidden row h . (features, 1)). */
export interface RankingModel {
  /** H rows of F weights and a bias. */
  readonly hidden: readonly (readonly number[])[];
  readonly out: readonly number[];
}
