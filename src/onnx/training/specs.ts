/** What a step is told of its layers. */
import type { Segment } from './feature-map.js';

/** An input of the graph: 0 for what is dropped, 1 / (1 - rate) for what is kept, N x features. */
export interface DropoutSpec {
  readonly name: string;
  readonly rate: number;
  /** Segments of the features. */
  readonly inputs: readonly Segment[];
}

/** Weights of a linear layer, O x F, with zeros for the channels that pad the input's blocks. */
export interface LinearSpec {
  readonly name: string;
  readonly outFeatures: number;
  /** Segments of the input's channels. */
  readonly inputs: readonly Segment[];
  /** Cells of the map that is flattened. */
  readonly cells: number;
}
