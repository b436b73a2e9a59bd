import type { Head } from '../src/googlenet/region-network.js';

/** The two linear layers on a region's 1024 pooled features. */
export interface Heads {
  /**
   * K scores, whose logistic is the probability of the class (calibrated in training); or, where the record says
   * `softmax`, the probabilities of background and the K classes.
   */
  readonly scores: Head;
  /** 4K box deltas. */
  readonly deltas: Head;
}
