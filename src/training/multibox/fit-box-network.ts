/** Legend: N = batch, P = priors. Stochastic gradient descent on MultiBox's loss over features that are kept. */

import { availableParallelism } from 'node:os';
import { loadRuntime } from '../../engines/onnx/runtime.js';
import { RcnnError, throwIfAborted } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import { joinFloats } from '../../join-floats.js';
import type { LongWork } from '../../progress.js';
import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import { MULTIBOX_PURPOSE } from '../../random/purposes.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { initialWeights } from '../network/initialise.js';
import { blockSize } from '../onnx/block-size.js';
import { type BoxBatch, type BoxLosses, boxLayouts } from '../onnx/box-model.js';
import type { Part } from '../onnx/step-model.js';
import { StepThreads } from '../onnx/step-threads.js';
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.js';

export interface FitBoxNetworkOptions extends LongWork {
  readonly network: Network;
  /** Names of the outputs, grid after grid, in the order of the priors. */
  readonly outputs: readonly { readonly residuals: string; readonly confidences: string }[];
  readonly examples: number;
  /** Of one example's features: height and as many columns, channels. */
  readonly shape: readonly [number, number, number];
  /** Features of some examples, one after the other. */
  readonly read: (examples: readonly number[]) => Promise<Float32Array>;
  readonly targets: (example: number) => Omit<BoxBatch, 'features'>;
  readonly epochs: number;
  readonly seed: number;
  /** Keeps checkpoints. */
  readonly run: string;
}

const BATCH = 16;
/** Found by halving from a rate that diverged. */
const RATE = 0.01;
/** Grids that a thread computes with at a time. */
const PART = 4;
const MOMENTUM = 0.9;
/** Steps at rising rates: the first gradients of fresh layers are large. */
const WARM_UP = 100;
const WEIGHT_DECAY = 5e-4;
/** Biases learn at twice the rate and do not decay, as in Caffe's networks. */
const BIAS_RATE = 2;
/** Log odds of a prior to hold an object before anything is known: one in a hundred (RetinaNet, section 4.1). */
const CONFIDENCE_BIAS = -4.6;
/** Names a checkpoint's arrays. */
const prefixes = { weights: 'weights/', velocities: 'velocities/', averages: 'averages/' };
const CHECKPOINT_STEPS = 200;

/**
 * Stopped, it resumes where it was when called again with the same folder, to the same parameters.
 *
 * @returns the trained parameters
 * @throws RcnnError `engine-unavailable` without ONNX Runtime, `diverged`, `aborted`
 */
export async function fitBoxNetwork(options: FitBoxNetworkOptions): Promise<Weights> {
  const { network, outputs, shape, epochs, examples, run, signal, onProgress } = options;
  const perEpoch = Math.max(1, Math.floor(examples / BATCH));
  const steps = epochs * perEpoch;
  const saved = await readCheckpoint(run);
  const boxes = { network, outputs, cells: shape[0], block: await blockSize(await loadRuntime()) };
  using threads = new StepThreads<BoxBatch, BoxLosses, never, never>({
    model: { boxes },
    layouts: boxLayouts(boxes),
    weights: firstWeights(options),
    threads: availableParallelism(),
    intraOpThreads: 1,
  });
  // The model is the weights themselves: no averages are kept.
  if (saved) threads.restore(saved.state, 0, { ...prefixes, averages: prefixes.weights });
  const save = (step: number) => {
    const state = [...threads.state(prefixes)].filter(([name]) => !name.startsWith(prefixes.averages));
    const position = { step, averageUpdates: 0, best: null };
    return writeCheckpoint(run, { position, state: new Map(state) });
  };
  for (let step = saved?.position.step ?? 0; step < steps; step++) {
    if (signal?.aborted) await save(step);
    throwIfAborted(signal);
    const { losses } = await threads.gradients(await partsOf(options, step, perEpoch));
    const sum = (of: keyof BoxLosses) => losses.reduce((total, part) => total + part[of], 0);
    const [location, confidence] = [sum('location'), sum('confidence')];
    if (!Number.isFinite(location + confidence)) throw diverged(step);
    const rate = rateAt(step, steps);
    await threads.update({
      ...{ momentum: MOMENTUM, scale: 1, averageDecay: 0 },
      of: ({ kind }) =>
        kind === 'bias' ? { rate: BIAS_RATE * rate, decay: 0 } : { rate, decay: WEIGHT_DECAY },
    });
    const item = `location ${location.toFixed(3)}, confidence ${confidence.toFixed(3)}`;
    onProgress?.({ stage: 'steps', done: step + 1, total: steps, item });
    if ((step + 1) % CHECKPOINT_STEPS === 0 || step + 1 === steps) await save(step + 1);
  }
  return threads.weights({ averaged: false });
}

/** Half a cosine down from the full rate. */
function rateAt(step: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / WARM_UP);
  return (RATE * warm * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

/** The batch of a step, and how much one prior counts: 1 over the weight of all that answer for an object. */
async function partsOf(
  options: FitBoxNetworkOptions,
  step: number,
  perEpoch: number,
): Promise<Part<BoxBatch>[]> {
  const { seed, examples, read, targets } = options;
  const order = shuffled(keyedStream(seed, MULTIBOX_PURPOSE.order, Math.floor(step / perEpoch)), examples);
  const first = (step % perEpoch) * BATCH;
  const chosen = [...order.subarray(first, first + BATCH)].map((example) => ({
    example,
    targets: targets(example),
  }));
  const matched = chosen.reduce((sum, { targets: { matched, weights } }) => sum + dot(matched, weights), 0);
  const share = 1 / (matched || 1); // without any object, as if there were one
  const parts: Part<BoxBatch>[] = [];
  for (let from = 0; from < chosen.length; from += PART) {
    const own = chosen.slice(from, from + PART);
    const all = (name: 'matched' | 'residuals' | 'weights') =>
      joinFloats(own.map(({ targets }) => targets[name]));
    const example = {
      features: await read(own.map(({ example }) => example)),
      ...{ matched: all('matched'), residuals: all('residuals'), weights: all('weights') },
    };
    parts.push({ example, share, dropoutKey: [] });
  }
  return parts;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function firstWeights({ network, outputs, seed }: FitBoxNetworkOptions): Weights {
  const weights = new Map<string, WeightArray>(initialWeights(network, seed));
  const fill = (name: string, value: number) => {
    const { shape, data } = weights.get(name)!;
    weights.set(name, { shape, data: new Float32Array(data.length).fill(value) });
  };
  for (const { residuals, confidences } of outputs) {
    fill(`${residuals}/bias`, 0);
    fill(`${residuals}/weight`, 0);
    fill(`${confidences}/bias`, CONFIDENCE_BIAS);
    fill(`${confidences}/weight`, 0);
  }
  return weights;
}

function diverged(step: number): RcnnError {
  return new RcnnError(
    'diverged',
    `Expected a finite loss at step ${step + 1}, but it is none: the training has diverged. Run it again in another folder with another seed.`,
  );
}
