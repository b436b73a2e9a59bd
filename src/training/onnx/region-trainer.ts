/**
 * What a training of the region network looks like from outside: examples in, losses out, weights kept inside.
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
    /** 4 deltas a class, (dx, dy, dw, dh), class 1 first: 4K x 1024. */
    readonly boxes: string;
  };
  /**
   * The first layer that learns; all before it stay as they are and cost no gradient. Default `inception_3a`, the
   * first row behind conv2: lower filters are general, and their gradients the dearest.
   */
  readonly trainFrom?: string;
  /** Share of the pooled features that is dropped in a step; default 0.3. */
  readonly dropout?: number;
  /** Of the heads' first values and of dropout. */
  readonly seed: number;
  /** Default 0.9. */
  readonly momentum?: number;
  /** Of weights; biases do not decay. Default 5e-4. */
  readonly weightDecay?: number;
  /** Gradients longer than this (all parameters as one vector) are scaled to it; default 20. */
  readonly clip?: number;
  /** Polyak average: what is left of the mean after a step, as in `PolyakAverage`. Default 0.999. */
  readonly averageDecay?: number;
  /** Threads; each takes one photograph of a step at a time. Default: as many as there are cores, at most 2. */
  readonly workers?: number;
}

/** One photograph of a step. R may differ from example to example. */
export interface RegionExample {
  /** 3 x height x width, BGR, mean subtracted; beyond the photograph's right and lower border zeros. */
  readonly image: Float32Array;
  /** Multiples of 32: all such sizes share one compiled graph, so they need no further grouping. */
  readonly height: number;
  readonly width: number;
  /** R x 4 (x1, y1, x2, y2), pixels of `image`, context already added. */
  readonly regions: Float32Array;
  /** R: 0 background, 1..K classes, -1 not used. */
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
  /** Used regions with a class: how many, and how many whose highest score is right. */
  readonly foreground: { readonly count: number; readonly right: number };
  readonly background: { readonly count: number; readonly right: number };
  /** Length of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Cross-entropy plus smooth L1 of each region, one array an example, 0 where not used: for hard-example mining. */
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
   * Learns from the photographs together, 1 or more.
   *
   * @throws RcnnError `bad-option` for an example of the wrong shape, `diverged` when a loss is not finite (the
   *   weights are those before the step then)
   */
  step(examples: readonly RegionExample[], options: StepOptions): Promise<StepResult>;
  /** Without dropout, by the current weights or the averaged ones. */
  predict(
    example: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>,
    options?: { readonly averaged?: boolean },
  ): Promise<RegionPrediction>;
  /** A copy of every weight of trunk, region network and heads, frozen ones included. */
  weights(): Weights;
  /** The same of the running mean. */
  averaged(): Weights;
  /**
   * All that the next steps depend on, for a checkpoint: weights by their names, `velocity/<name>` and
   * `average/<name>` of those that learn, copies all. `averageUpdates` belongs beside it.
   */
  state(): Weights;
  /** Steps that the mean has seen. */
  readonly averageUpdates: number;
  /** @throws RcnnError `bad-weights` when the state is of another network */
  restore(state: Weights, averageUpdates: number): void;
}
