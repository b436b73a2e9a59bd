/** The interface of a classifier's trainer, one implementation per engine. Legend: N = batch, K = classes. */
import type { Network } from '../../googlenet/layer.js';
import type { Weights } from '../../weights/weights.js';
import type { Examples } from './example-source.js';
import type { TrainingSettings } from './settings.js';

/** What of a training's settings a trainer goes by. */
export type UpdateSettings = Pick<
  TrainingSettings,
  'seed' | 'momentum' | 'weightDecay' | 'biasRate' | 'averaging'
> & { readonly network: Pick<TrainingSettings['network'], 'batchNorm'> };

export interface ClassifierTrainerOptions {
  /** With softmax outputs, the main one first: all of GoogLeNet, or its last layers on features. */
  readonly network: Network;
  /** To begin with. */
  readonly weights: Weights;
  /** Says of a parameter's name that it stays as it is; default: none does. */
  readonly frozen?: (name: string) => boolean;
  readonly settings: UpdateSettings;
  /** Of one example. */
  readonly size: { readonly height: number; readonly width: number };
  /** Default: all cores. */
  readonly threads?: number;
}

export interface Learnt {
  /** The main loss plus 0.3 of each auxiliary one [GoogLeNet 5], without weight decay. */
  readonly loss: number;
  /** Of the main classifier alone, mean over the batch. */
  readonly mainLoss: number;
  /** How many the main classifier put first that are right. */
  readonly correct: number;
}

/**
 * Weights and how a batch moves them. What is published are their running means, where the settings ask for one, with
 * the statistics of batch normalisation folded in. Engines take each other's states.
 */
export interface ClassifierTrainer extends Disposable {
  /** Learns from a batch; from a loss that is not finite nothing. */
  learn(examples: Examples, at: { readonly step: number; readonly rate: number }): Promise<Learnt>;
  /** Whether batches are normalised, so that what is published needs the statistics of some. */
  readonly wantsStatistics: boolean;
  /** Takes the statistics of batches in place of those that it has. */
  observe(batches: AsyncIterable<Examples>): Promise<void>;
  /** Class probabilities by the published weights, N x K. */
  predict(examples: Examples): Promise<{ probabilities: Float32Array; classes: number }>;
  /** The published weights. */
  weights(): Promise<Weights>;
  /** All arrays that the next steps depend on: `weights/<name>`, `velocities/<name>`, `averages/<name>`. */
  state(): Weights;
  /** Of the running mean; 0 without one. */
  readonly averageUpdates: number;
  /** @throws RcnnError `bad-weights` when the state is of another network */
  restore(state: Weights, averageUpdates: number): void;
}
