/**
 * P = pixels, N = segments. Graph segmentation after Felzenszwalb and Huttenlocher (IJCV 2004): edges by rising
 * weight join two components when the edge is no heavier than either component's largest inner edge plus
 * k / size; then components under `minSize` join the neighbour across their lightest edge.
 */
export interface Segmentation {
  readonly width: number;
  readonly height: number;
  /** P segment numbers, 0..N-1 in the order in which a row-by-row scan meets them. */
  readonly labels: Int32Array;
  readonly count: number;
}

export interface SegmentGraph {
  readonly order: Uint32Array;
  readonly ends: Uint32Array;
  readonly width: number;
  /** Scale in 32nds of a level times pixels: larger makes larger segments. */
  readonly k: number;
  /** Pixels. */
  readonly minSize: number;
  /** P each, overwritten. */
  readonly parent: Int32Array;
  readonly size: Int32Array;
  readonly limit: Float32Array;
  /** As long as `order`, overwritten: edges still between two components after the first pass, in order. */
  readonly open: Uint32Array;
  /** P, written: see {@link Segmentation}. */
  readonly labels: Int32Array;
}
