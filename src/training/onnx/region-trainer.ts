/**
 * The interface of the region network's trainer: examples in, losses out, weights kept inside.
 * Legend: R = regions of a photograph, K = classes, H x W = a photograph.
 */
import type { Network } from '../../googlenet/layer.js';
import type { Weights } from '../../weights/weights.js';

export interface RegionTrainerOptions {
  /** The whole GoogLeNet; its trunk, RoIAlign in place of pool4 and inception 5 are taken from it. */
  readonly network: Network;
  /** Starting values, O x I x H x W by the specification's names. Heads that are absent are drawn from `seed`. */
  readonly weights: Weights;
  /** K. */
  readonly classes: number;
  /** Names of the two linear heads; their weights go by `<name>/weight` and `<name>/bias`. */
  readonly heads: {
    /** K + 1 scores under a softmax, background first: (K + 1) x 1024. */
    readonly scores: string;
    /** 4 deltas per class, (dx, dy, dw, dh), class 1 first: 4K x 1024. */
    readonly boxes: string;
  };
  /**
   * The first layer that is trained; those before it are frozen and cost no gradient. Default `inception_3a`, the first
   * row after conv2: lower filters are general, and their gradients cost the most.
   */
  readonly trainFrom?: string;
  /** Of a region's map, per side; default 7. */
  readonly cells?: number | undefined;
  /** Share of the pooled features that is dropped in a step; default 0.3. */
  readonly dropout?: number;
  /**
   * At most so many regions of a photograph are learnt from: those on objects, and of the others those with the highest
   * loss. Default: all.
   */
  readonly hardest?: number;
  /** Of the heads' initial values and of dropout. */
  readonly seed: number;
  /** Default 0.9. */
  readonly momentum?: number;
  /** Of weights; biases do not decay. Default 5e-4. */
  readonly weightDecay?: number;
  /** Largest norm of the gradient (all parameters as one vector): longer ones are scaled to it; default 20. */
  readonly clip?: number;
  /** Decay of the weights' running mean per step, as in `PolyakAverage`. Default 0.999. */
  readonly averageDecay?: number;
  /** Threads; each takes one photograph of a step at a time. Default: as many as there are cores, at most 2. */
  readonly workers?: number;
}

/** One photograph of a step. R may differ from example to example. */
export interface RegionExample {
  /** 3 x height x width, BGR, mean subtracted; zeros beyond the photograph's right and lower border. */
  readonly image: Float32Array;
  /** Multiples of 32; all such sizes share one compiled graph. */
  readonly height: number;
  readonly width: number;
  /** R x 4 (x1, y1, x2, y2), pixels of `image`, context already added. */
  readonly regions: Float32Array;
  /** R: 0 for background, 1..K for the classes, -1 for a region that is not used. */
  readonly labels: Int32Array;
  /** R x 4 normalised box deltas (dx, dy, dw, dh) of the label's own class; read where the label is above 0. */
  readonly targets: Float32Array;
}

export interface StepOptions {
  /** Number of the step, from 0: with `seed` it decides what dropout drops. */
  readonly step: number;
  /** Learning rate of the network. */
  readonly rate: number;
  /** Of the two heads. */
  readonly headRate: number;
}

export interface StepResult {
  /** Cross-entropy, mean over the step's used regions. */
  readonly classLoss: number;
  /** Smooth L1, the sum over the 4 deltas of foreground regions divided by the number of used regions. */
  readonly boxLoss: number;
  /** Used regions on objects: how many, and how many whose highest score is that of the label. */
  readonly foreground: { readonly count: number; readonly correct: number };
  readonly background: { readonly count: number; readonly correct: number };
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Cross-entropy plus smooth L1 of each region, one array per example, 0 where it was not learnt from. */
  readonly regionLosses: readonly Float32Array[];
}

/** R regions of one photograph. */
export interface RegionPrediction {
  /** R x (K + 1) softmax, background first. */
  readonly scores: Float32Array;
  /** R x 4K normalised deltas. */
  readonly boxes: Float32Array;
}

/**
 * Trains trunk, inception 5 and the heads in one step, by SGD on the sum of both losses. The same options, examples
 * and numbers of steps give the same bytes, whatever `workers` is.
 */
export interface RegionTrainer extends AsyncDisposable {
  /**
   * Updates the weights once, from 1 or more photographs.
   *
   * @throws RcnnError `bad-option` for an example of the wrong shape, `diverged` when a loss is not finite; the
   *   weights are then those from before the step
   */
  step(examples: readonly RegionExample[], options: StepOptions): Promise<StepResult>;
  /** Runs without dropout, with the current weights or their running mean. */
  predict(
    example: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>,
    options?: { readonly averaged?: boolean },
  ): Promise<RegionPrediction>;
  /** A copy of every weight of trunk, region network and heads, frozen ones included. */
  weights(): Weights;
  /** A copy of their running mean. */
  averaged(): Weights;
  /**
   * A copy of everything the next steps depend on, for a checkpoint: weights by their names, and `velocity/<name>` and
   * `average/<name>` of the trainable ones. Save `averageUpdates` with it.
   */
  state(): Weights;
  /** Steps that the running mean covers. */
  readonly averageUpdates: number;
  /** @throws RcnnError `bad-weights` when the state is of another network */
  restore(state: Weights, averageUpdates: number): void;
}
