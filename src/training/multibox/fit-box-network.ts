/** Legend: N = batch, P = priors. Stochastic gradient descent on MultiBox's loss over features that are kept. */
import { loadBackend, onBackend } from '../../engines/tensorflow/library.js';
import { RcnnError, throwIfAborted } from '../../errors.js';
import type { Network } from '../../googlenet/layer.js';
import type { LongWork } from '../../progress.js';
import { keyedStream, shuffled } from '../../random/keyed-stream.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import { initialWeights } from '../network/initialise.js';
import { readCheckpoint, writeCheckpoint } from '../run/checkpoint.js';
import type { BoxBatch } from './box-network.js';

export interface FitBoxNetworkOptions extends LongWork {
  readonly network: Network;
  /** Names of the outputs, grid after grid, in the order of the priors. */
  readonly outputs: readonly { readonly residuals: string; readonly confidences: string }[];
  readonly priors: number;
  readonly examples: number;
  /** Of one example's features: height, width, channels. */
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
const MOMENTUM = 0.9;
/** Steps at rising rates: the first gradients of fresh layers are large. */
const WARM_UP = 100;
const WEIGHT_DECAY = 5e-4;
/** Log odds of a prior to hold an object before anything is known: one in a hundred (RetinaNet, section 4.1). */
const CONFIDENCE_BIAS = -4.6;
/** Keeps the order apart from other draws with the same seed. */
const ORDER = 12;
const CHECKPOINT_STEPS = 200;

/**
 * Stopped, it resumes where it was when called again with the same folder, to the same parameters.
 *
 * @returns the trained parameters
 * @throws RcnnError `engine-unavailable` without TensorFlow, `diverged`, `aborted`
 */
export async function fitBoxNetwork(options: FitBoxNetworkOptions): Promise<Weights> {
  const { network, outputs, epochs, examples, run, signal, onProgress } = options;
  await loadBackend('tensorflow');
  const [{ BoxNetwork }, { Sgd }] = await Promise.all([
    import('./box-network.js'),
    import('../network/sgd.js'),
  ]);
  const perEpoch = Math.max(1, Math.floor(examples / BATCH));
  const steps = epochs * perEpoch;
  const saved = await readCheckpoint(run);
  using boxes = new BoxNetwork(
    network,
    saved ? part(saved.state, 'weights/') : firstWeights(options),
    outputs,
  );
  using sgd = new Sgd(boxes.variables, { momentum: MOMENTUM, weightDecay: WEIGHT_DECAY });
  if (saved) sgd.restore(part(saved.state, 'velocities/'));
  const save = (step: number) => {
    const state = new Map([...named('weights/', boxes.toWeights()), ...named('velocities/', sgd.state())]);
    return writeCheckpoint(run, { position: { step, averageUpdates: 0, best: null }, state });
  };
  for (let step = saved?.position.step ?? 0; step < steps; step++) {
    if (signal?.aborted) await save(step);
    throwIfAborted(signal);
    const batch = await batchOf(options, step, perEpoch);
    const losses = onBackend('tensorflow', () => {
      const { losses, gradients } = boxes.step(batch);
      sgd.apply(gradients, rateAt(step, steps));
      for (const gradient of Object.values(gradients)) gradient.dispose();
      return losses;
    });
    if (!Number.isFinite(losses.location + losses.confidence)) throw diverged(step);
    const item = `location ${losses.location.toFixed(3)}, confidence ${losses.confidence.toFixed(3)}`;
    onProgress?.({ stage: 'steps', done: step + 1, total: steps, item });
    if ((step + 1) % CHECKPOINT_STEPS === 0 || step + 1 === steps) await save(step + 1);
  }
  return boxes.toWeights();
}

/** Half a cosine down from the full rate. */
function rateAt(step: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / WARM_UP);
  return (RATE * warm * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

async function batchOf(options: FitBoxNetworkOptions, step: number, perEpoch: number): Promise<BoxBatch> {
  const { seed, examples, priors, shape, read, targets } = options;
  const order = shuffled(keyedStream(seed, ORDER, Math.floor(step / perEpoch)), examples);
  const first = (step % perEpoch) * BATCH;
  const chosen = [...order.subarray(first, first + BATCH)];
  const matched = new Float32Array(chosen.length * priors);
  const residuals = new Float32Array(4 * matched.length);
  const weights = new Float32Array(matched.length);
  for (const [n, example] of chosen.entries()) {
    const own = targets(example);
    matched.set(own.matched, n * priors);
    residuals.set(own.residuals, 4 * n * priors);
    weights.set(own.weights, n * priors);
  }
  const features = { data: await read(chosen), shape: [chosen.length, ...shape] } as const;
  return { features, matched, residuals, weights };
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

function named(prefix: string, weights: Weights): [string, WeightArray][] {
  return [...weights].map(([name, array]) => [`${prefix}${name}`, array]);
}

function part(state: Weights, prefix: string): Weights {
  const own = [...state].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, array]) => [name.slice(prefix.length), array]));
}

function diverged(step: number): RcnnError {
  return new RcnnError(
    'diverged',
    `Expected a finite loss at step ${step + 1}, but it is none: the training has diverged. Run it again in another folder with another seed.`,
  );
}
