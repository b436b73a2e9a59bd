/** A classifier's training on ONNX Runtime against the same on TensorFlow.js's CPU backend. */

import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { toWeights } from '../../../../src/engines/tensorflow/parameters.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import type { Network } from '../../../../src/googlenet/layer.js';
import { PURPOSE } from '../../../../src/random/purposes.js';
import { cutBefore } from '../../../../src/training/classifier/cut-network.js';
import type { Examples } from '../../../../src/training/classifier/example-source.js';
import { settingsFor } from '../../../../src/training/classifier/recipes.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { PolyakAverage } from '../../../../src/training/network/polyak-average.js';
import { Sgd } from '../../../../src/training/network/sgd.js';
import { TrainableNetwork } from '../../../../src/training/network/trainable-network.js';
import { OnnxClassifierTrainer } from '../../../../src/training/onnx/onnx-classifier-trainer.js';
import type { Weights } from '../../../../src/weights/weights.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { randomValues } from '../../../support/reference-network.js';

const classes = 5;
const paper = { auxiliary: true, auxiliaryInputSize: 64, width: 1 / 16 };
const plain = { localResponseNorm: false, width: 1 / 16 };
const upper = cutBefore(googlenet({ classes, width: 1 / 16 }), 'inception_5a', 64);

interface Case {
  readonly network: Network;
  readonly batchNorm?: boolean;
  readonly frozen?: (name: string) => boolean;
  readonly shape: Examples['shape'];
  readonly averaging?: { readonly decay: number };
}

/**
 * Of each array's largest value. A ReLU or a pool that decides otherwise by rounding moves single values by up to 1 %,
 * the more the fewer values a normalised channel has; layer-gradients.test.ts holds the layers to less.
 */
const tolerance = ({ batchNorm }: Case) => (batchNorm ? 2e-2 : 5e-3);
vi.setConfig({ testTimeout: 300_000 }); // the CPU backend takes its time

const frozen = (name: string) => !/^(inception_5|loss3)/.test(name);
const averaging = { decay: 0.7 };
const rows: readonly (readonly [string, Case])[] = [
  [
    'with auxiliary classifiers, LRN, dropout, in parts of 8 and 1',
    { network: googlenet({ classes, ...paper }), shape: [9, 64, 64, 3], averaging },
  ],
  [
    'with batch normalisation',
    { network: googlenet({ classes, ...plain }), batchNorm: true, shape: [9, 64, 64, 3], averaging },
  ],
  [
    'with lower rows frozen, without averaging',
    { network: googlenet({ classes, width: 1 / 16 }), frozen, shape: [2, 64, 64, 3] },
  ],
  [
    'on features of the lower rows',
    { network: upper.upper, shape: [10, upper.shape.height, upper.shape.width, upper.shape.channels] },
  ],
];

function settingsOf({ batchNorm = false, averaging }: Case) {
  const network = { auxiliary: false, batchNorm, localResponseNorm: !batchNorm };
  return settingsFor('quick', { seed: 7, network, averaging: averaging ?? null });
}

function examples({ shape }: Case, step: number): Examples {
  const length = shape.reduce((product, side) => product * side, 1);
  const image = shape[3] === 3;
  const data = randomValues(length, 100 + step, image ? 60 : 1);
  return {
    shape,
    data: image ? data : data.map(Math.abs),
    labels: Int32Array.from({ length: shape[0] }, (_, n) => (n + step) % classes),
  };
}

/** Steps as `TensorFlowTrainer` takes them, on the CPU backend. */
function expectedSteps(given: Case, rates: readonly number[]) {
  const settings = settingsOf(given);
  const { network, batchNorm, averaging } = given;
  using trainable = new TrainableNetwork(network, initialWeights(network, 3), {
    batchNorm,
    ...(given.frozen && { frozen: given.frozen }),
  });
  using sgd = new Sgd(trainable.trained, settings);
  using average = averaging && new PolyakAverage(trainable.trained, averaging);
  const steps = rates.map((rate, step) => {
    const { data, shape, labels } = examples(given, step);
    const images = tf.tensor4d(data, [...shape]);
    const { gradients, ...report } = trainable.step(
      { images, labels },
      { dropoutKey: [PURPOSE.dropout, 7, step] },
    );
    sgd.apply(gradients, rate);
    average?.update();
    tf.dispose([images, ...Object.values(gradients)]);
    return report;
  });
  const trained = toWeights(trainable.trained);
  return { steps, trained, velocities: sgd.state(), averages: average?.toWeights() ?? new Map() };
}

/** Gradients, and the CPU backend; it comes with the optional @tensorflow/tfjs-node-gpu. */
const twin = await import('@tensorflow/tfjs').catch(() => undefined);

let trainer: OnnxClassifierTrainer;

async function make(given: Case, threads = 2): Promise<void> {
  const { network, shape, frozen } = given;
  const size = { height: shape[1], width: shape[2] };
  const weights = initialWeights(network, 3);
  trainer = await OnnxClassifierTrainer.create({
    network,
    weights,
    frozen,
    settings: settingsOf(given),
    size,
    threads,
  });
}

function hashOf(weights: Weights): string {
  const hash = createHash('sha256');
  for (const [name, { data }] of weights) hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}
const rates = [0.01, 0.02];

beforeAll(async () => {
  if (twin) await tf.setBackend('cpu');
});
afterEach(() => trainer?.[Symbol.dispose]());

describe.each(rows)('%s', (_, given) => {
  it.skipIf(!twin)('learns as TensorFlow does', async () => {
    const expected = expectedSteps(given, rates);
    await make(given);
    for (const [step, rate] of rates.entries()) {
      const got = await trainer.learn(examples(given, step), { step, rate });
      const { loss, mainLoss, correct } = expected.steps[step]!;
      expect(got.loss, `loss, step ${step}`).toBeCloseTo(loss, 3);
      expect(got.mainLoss, `main loss, step ${step}`).toBeCloseTo(mainLoss, 3);
      expect(got.correct, `correct, step ${step}`).toBe(correct);
    }
    const state = trainer.state();
    const parts = { weights: expected.trained, velocities: expected.velocities, averages: expected.averages };
    const names = Object.entries(parts).flatMap(([part, arrays]) =>
      [...arrays.keys()].map((name) => `${part}/${name}`),
    );
    expect([...state.keys()].sort()).toEqual(names.sort());
    for (const [part, arrays] of Object.entries(parts)) {
      for (const [name, array] of arrays)
        expectClose(`${part}/${name}`, state.get(`${part}/${name}`)!, array, tolerance(given));
    }
  });

  it('goes on to the same bytes from a state, with other threads', async () => {
    const learn = async (from: number, to: number) => {
      for (let step = from; step < to; step++) {
        await trainer.learn(examples(given, step), { step, rate: rates[step]! });
      }
    };
    await make(given);
    await learn(0, 2);
    const whole = hashOf(trainer.state());
    trainer[Symbol.dispose]();
    await make(given);
    await learn(0, 1);
    const [state, updates] = [trainer.state(), trainer.averageUpdates];
    trainer[Symbol.dispose]();
    // Inside an operator the number of threads decides in which order sums run.
    await make(given, given.batchNorm ? 2 : 1);
    trainer.restore(state, updates);
    await learn(1, 2);
    expect(hashOf(trainer.state())).toBe(whole);
    expect(trainer.averageUpdates).toBe(given.averaging ? 2 : 0);
  });
});

it.skipIf(!twin)(
  'publishes running means with the statistics of batches, and classifies by them',
  async () => {
    const [, given] = rows[1]!;
    await make(given);
    await trainer.learn(examples(given, 0), { step: 0, rate: 0.01 });
    async function* batches() {
      yield examples(given, 0);
      yield examples(given, 1);
    }
    await trainer.observe(batches());
    const { probabilities, classes: columns } = await trainer.predict(examples(given, 0));
    using trainable = new TrainableNetwork(given.network, initialWeights(given.network, 3), {
      batchNorm: true,
    });
    const { trained } = expectedSteps(given, [0.01]);
    const parameters = new Map([...trained].map(([name, array]) => [name, variableOf(name, array)]));
    const expected = tf.tidy(() => {
      using mean = new PolyakAverage(trainable.statistics, { decay: 1 });
      for (const step of [0, 1]) {
        const { data, shape } = examples(given, step);
        trainable.observe(tf.tensor4d(data, [...shape]), parameters);
        mean.update();
      }
      const { data, shape } = examples(given, 0);
      const instead = new Map([...parameters, ...mean.variables]);
      return trainable.predict(tf.tensor4d(data, [...shape]), instead).dataSync<'float32'>();
    });
    expect(columns).toBe(classes);
    const shape = [given.shape[0], classes];
    expectClose('probabilities', { data: probabilities, shape }, { data: expected, shape }, 2e-3);
  },
);

/** In TensorFlow's layout. */
function variableOf(
  name: string,
  { data, shape }: { data: Float32Array; shape: readonly number[] },
): tf.Tensor {
  const tensor = tf.tensor(data, [...shape]);
  if (shape.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
  return name.endsWith('/weight') ? tf.transpose(tensor) : tensor;
}

it('learns nothing from a loss that is not finite', async () => {
  const [, given] = rows[3]!;
  await make(given);
  const before = hashOf(trainer.state());
  const broken = { ...examples(given, 0), data: examples(given, 0).data.map(() => Number.NaN) };
  expect((await trainer.learn(broken, { step: 0, rate: 0.01 })).loss).toBeNaN();
  expect(hashOf(trainer.state())).toBe(before);
});

it('compiles again after a compilation that failed', async () => {
  const [, given] = rows[3]!;
  await make(given);
  vi.spyOn(trainer, 'weights').mockRejectedValueOnce(new Error('no memory'));
  await expect(trainer.predict(examples(given, 0))).rejects.toThrow('no memory');
  expect((await trainer.predict(examples(given, 0))).classes).toBe(classes);
});
