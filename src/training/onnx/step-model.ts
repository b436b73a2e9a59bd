/** What the training threads need to know about the network that they train. */
import type { StepGraph } from '../../onnx/training/graph-builder.js';
import type { Values } from './session.js';
import type { StepLayouts } from './step-memory.js';

/** One run of a graph. */
export interface GraphRun<Result> {
  /** Identifies the graph among the model's: contains all that `write` depends on. */
  readonly key: string;
  readonly write: () => StepGraph;
  /** All inputs but weights and sizes. */
  readonly feeds: Values;
  readonly read: (results: Values) => Result;
}

/** The part of a step that one graph run computes: one photograph or several. */
export interface Part<Example> {
  readonly example: Example;
  /** Factor of its gradients: 1 / number of regions or images in the whole step. */
  readonly share: number;
  /** Key of the random stream that dropout draws from. */
  readonly dropoutKey: readonly number[];
}

/** The graphs of one network and their inputs. */
export interface StepModel<Example, Loss, Input = never, Output = never> {
  readonly layouts: StepLayouts;
  /** Its graph also outputs `<layer>:<kind> gradient` for every trainable entry of the layout. */
  train(part: Part<Example>): GraphRun<Loss>;
  /** The forward pass alone; absent where it is not used. */
  forward?(input: Input): GraphRun<Output>;
}
