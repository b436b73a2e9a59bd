/** The training graph of MultiBox's head and its inputs. Legend: N = grids of a part, P = priors, C = channels. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import { type BoxStepOptions, boxInputs, boxOutputs, boxStepGraph } from '../../onnx/training/box-step.js';
import { floatTensor, type Values } from './session.js';
import { layoutsOf, type StepLayouts } from './step-memory.js';
import type { GraphRun, Part, StepModel } from './step-model.js';

export interface BoxBatch {
  /** N x cells x cells x C. */
  readonly features: Float32Array;
  /** N x P: 1 where a prior is matched to an object. */
  readonly matched: Float32Array;
  /** N x P x 4, read where matched. */
  readonly residuals: Float32Array;
  /** N x P: weight of each prior, 0 or more. */
  readonly weights: Float32Array;
}

/** Sums over a part, weighted, times the share. */
export interface BoxLosses {
  readonly location: number;
  readonly confidence: number;
}

/** The share of the location loss (arXiv 1312.2249, section 3.1: alpha 0.3). */
const ALPHA = 0.3;

/** Needs no runtime, for code that runs no graph itself. */
export function boxLayouts(step: BoxStepOptions): StepLayouts {
  return layoutsOf(boxStepGraph(step, 1));
}

export class BoxModel implements StepModel<BoxBatch, BoxLosses> {
  readonly layouts: StepLayouts;
  readonly #runtime: Runtime;
  readonly #step: BoxStepOptions;

  constructor(runtime: Runtime, step: BoxStepOptions) {
    this.#runtime = runtime;
    this.#step = step;
    this.layouts = boxLayouts(step);
  }

  train({ example, share }: Part<BoxBatch>): GraphRun<BoxLosses> {
    const { cells, network } = this.#step;
    const { features, matched, residuals } = example;
    const N = features.length / (cells * cells * network.inputChannels);
    const P = matched.length / N;
    const weights = example.weights.map((weight) => weight * share);
    const locationWeights = weights.map((weight, p) => ALPHA * weight * matched[p]!);
    const tensor = (data: Float32Array, ...shape: number[]) => floatTensor(this.#runtime, data, shape);
    return {
      key: String(N),
      write: () => boxStepGraph(this.#step, N),
      feeds: {
        [boxInputs.features]: tensor(features, N, cells, cells, network.inputChannels),
        [boxInputs.matched]: tensor(matched, N, P),
        [boxInputs.weights]: tensor(weights, N, P),
        [boxInputs.targets]: tensor(residuals, N, P, 4),
        [boxInputs.locationWeights]: tensor(locationWeights, N, P, 1),
      },
      read: (results) => lossesOf(results, { matched, residuals, weights, locationWeights }),
    };
  }
}

function lossesOf(
  results: Values,
  {
    matched,
    residuals,
    weights,
    locationWeights,
  }: Omit<BoxBatch, 'features'> & { readonly locationWeights: Float32Array },
): BoxLosses {
  const found = results[boxOutputs.residuals]!.data as Float32Array;
  const scores = results[boxOutputs.confidences]!.data as Float32Array;
  let [location, confidence] = [0, 0];
  for (const [p, score] of scores.entries()) {
    // -log of the logistic and of its rest: softplus(c) - c and softplus(c).
    confidence += weights[p]! * (softplus(score) - matched[p]! * score);
    if (!matched[p]) continue;
    for (let i = 4 * p; i < 4 * p + 4; i++)
      location += (locationWeights[p]! / 2) * (found[i]! - residuals[i]!) ** 2;
  }
  return { location, confidence };
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
