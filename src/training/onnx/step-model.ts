/** What a kind of training is to the threads that run it. Legend: L = all values that learn. */
import type { StepGraph } from '../../onnx/training/graph-builder.js';
import type { Values } from './session.js';
import type { StepLayouts } from './step-memory.js';

/** One run of a graph. */
export interface GraphRun<Result> {
  /** Names the graph among those of the model, with all that `write` depends on. */
  readonly key: string;
  readonly write: () => StepGraph;
  /** Everything but weights and sizes. */
  readonly feeds: Values;
  readonly read: (results: Values) => Result;
}

/** An example of a step, of one photograph or of several. */
export interface Part<Example> {
  readonly example: Example;
  /** The factor of its gradients: 1 / number of regions or images in the whole step. */
  readonly share: number;
  /** Decides what dropout drops. */
  readonly dropoutKey: readonly number[];
}

/** Graphs and their inputs for one kind of training. */
export interface StepModel<Example, Loss, Input = never, Prediction = never> {
  readonly layouts: StepLayouts;
  /** Gives out `<layer>:<kind> gradient` of every entry of the layout besides. */
  train(part: Part<Example>): GraphRun<Loss>;
  /** Absent where nobody asks what the network says. */
  predict?(input: Input): GraphRun<Prediction>;
}
