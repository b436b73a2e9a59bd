import type { Weights } from '../../weights/weights.js';
import type { Measures, StepRecord } from './run-log.js';

export type StepReport = Omit<StepRecord, 'kind' | 'step' | 'epoch'> & {
  readonly images: number;
  /** Milliseconds that the step waited for its images. */
  readonly waited: number;
};

/** What a checkpoint keeps of a trainer. */
export interface Resumable {
  /** All arrays that the next steps depend on. */
  state(): Weights;
  /** Of the Polyak average; 0 without one. */
  readonly averageUpdates: number;
  /** @throws RcnnError `bad-weights` when the state is of another network */
  restore(state: Weights, averageUpdates: number): void;
}

/** What people are told of a kind of training, beside its numbers. */
export interface TaskWords {
  /** What to lower in --config when a run has diverged: `"rate"`. */
  readonly rateSetting: string;
  /** Of the report's curves: what the shares and the loss are of. */
  readonly captions: { readonly accuracy: string; readonly loss: string };
}

/**
 * What is trained, step by step; `train` in training-loop.ts does the rest: order of steps, checkpoints, log, stop.
 * A step depends on its number and on the state alone, so that a resumed run repeats it exactly.
 */
export interface TrainingTask extends Disposable {
  /** In all. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** Which of the measures tells the best model: the higher, the better. */
  readonly bestBy: 'top1' | 'mAP';
  readonly words: TaskWords;
  /** @param step from 0 */
  step(step: number): Promise<StepReport>;
  /** Measures the model as it would be published now. */
  validate(): Promise<Measures>;
  readonly trainer: Resumable;
  /** Writes the model as it would be published now. */
  publish(path: string, metrics: Readonly<Record<string, number>>): Promise<void>;
}
