import type { EightBits } from './eight-bits.js';
import type { Initializer, Node } from './model-proto.js';

/** Collects what a layer becomes. */
export interface GraphParts {
  readonly nodes: Node[];
  readonly initializers: Map<string, Initializer>;
  /** Channels of every value so far. */
  readonly channels: Map<string, number>;
  readonly keepHalves: boolean;
  /** What is in 8 bits. */
  readonly eightBits: EightBits;
}
