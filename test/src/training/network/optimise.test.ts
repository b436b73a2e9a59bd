import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { onnxEngine } from '../../../../src/engines/onnx/engine.js';
import { liveTensors, loadBackend } from '../../../../src/engines/tensorflow/library.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { PolyakAverage } from '../../../../src/training/network/polyak-average.js';
import { Sgd } from '../../../../src/training/network/sgd.js';
import { crossEntropy, TrainableNetwork } from '../../../../src/training/network/trainable-network.js';
import type { Weights } from '../../../../src/weights/weights.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { describeWithTensorFlow } from '../../../support/native-tensorflow.js';
import { randomValues } from '../../../support/reference-network.js';

const network = googlenet({ classes: 3, width: 1 / 8 });

/** Two images, easy to tell apart. */
function easyBatch() {
  const values = randomValues(2 * 64 * 64 * 3, 5, 30).map((value, i) => value + (i < 64 * 64 * 3 ? 60 : -60));
  return { images: tf.tensor4d(values, [2, 64, 64, 3]), labels: Int32Array.of(0, 2) };
}

const variableOf = (value: number) => tf.tidy(() => tf.variable(tf.tensor1d([value])));

/** Trains for some steps from a state, or from the start. */
function train(
  steps: readonly number[],
  from?: { weights: Weights; velocities: Weights; averages: Weights; updates: number },
) {
  using trainable = new TrainableNetwork(network, from?.weights ?? initialWeights(network, 1));
  using sgd = new Sgd(trainable.variables);
  using average = new PolyakAverage(trainable.variables, { decay: 0.9 });
  if (from) {
    sgd.restore(from.velocities);
    average.restore(from.averages, from.updates);
  }
  const batch = easyBatch();
  const losses = steps.map((step) => {
    const { loss, gradients } = trainable.step(batch, { dropoutKey: [9, step] });
    sgd.apply(gradients, 0.005);
    tf.dispose(Object.values(gradients));
    average.update();
    return loss;
  });
  batch.images.dispose();
  return {
    losses,
    weights: trainable.toWeights(),
    velocities: sgd.state(),
    averages: average.toWeights(),
    updates: average.updates,
  };
}

describeWithTensorFlow()('training', () => {
  let before: number;
  beforeAll(() => loadBackend('tensorflow'));
  beforeEach(() => {
    before = liveTensors();
  });
  afterEach(() => {
    expect(liveTensors()).toBe(before);
  });

  it('learns two images', () => {
    const { weights } = train(Array.from({ length: 40 }, (_, step) => step));
    const rightness = (of: Weights) => {
      using trainable = new TrainableNetwork(network, of);
      const { images, labels } = easyBatch();
      const predicted = trainable.predict(images);
      const probabilities = predicted.arraySync();
      tf.dispose([images, predicted]);
      return probabilities.map((row, n) => row[labels[n]!]!);
    };
    expect(Math.min(...rightness(initialWeights(network, 1)))).toBeLessThan(0.5);
    expect(Math.min(...rightness(weights))).toBeGreaterThan(0.9);
  });

  it('is the very same when it goes on from its saved state', () => {
    const whole = train([0, 1, 2, 3, 4, 5]);
    const resumed = train([3, 4, 5], train([0, 1, 2]));
    expect(resumed.losses).toEqual(whole.losses.slice(3));
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.averages).toEqual(whole.averages);
  });

  it('drops other values in another step', () => {
    using trainable = new TrainableNetwork(network, initialWeights(network, 1));
    const batch = easyBatch();
    const lossOf = (step: number) => {
      const { loss, gradients } = trainable.step(batch, { dropoutKey: [9, step] });
      tf.dispose(Object.values(gradients));
      return loss;
    };
    expect(lossOf(1)).toBe(lossOf(1));
    expect(lossOf(1)).not.toBe(lossOf(2));
    batch.images.dispose();
  });

  it('holds no more tensors after a step than before', () => {
    using trainable = new TrainableNetwork(network, initialWeights(network, 1));
    using sgd = new Sgd(trainable.variables);
    const batch = easyBatch();
    const held = liveTensors();
    for (let step = 0; step < 3; step++) {
      const { gradients } = trainable.step(batch, { dropoutKey: [step] });
      sgd.apply(gradients, 0.01);
      tf.dispose(Object.values(gradients));
      expect(liveTensors()).toBe(held);
    }
    batch.images.dispose();
  });

  it('predicts what the ONNX engine computes from its weights', async () => {
    const { weights } = train([0, 1]);
    using trainable = new TrainableNetwork(network, weights);
    const images = easyBatch().images;
    const predicted = trainable.predict(images);
    const [data, shape] = [Float32Array.from(predicted.dataSync()), predicted.shape];
    const planes = tf.tidy(() => Float32Array.from(tf.transpose(images, [0, 3, 1, 2]).dataSync()));
    tf.dispose([images, predicted]);
    using executable = await (await onnxEngine()).compile(network, weights);
    const { prob } = await executable.run({ data: { data: planes, shape: [2, 3, 64, 64] } });
    expectClose('prob', { data, shape }, prob!, 1e-5);
  });

  it('adds 0.3 of each auxiliary loss', () => {
    const withHeads = googlenet({ classes: 3, width: 1 / 16, auxiliary: true, auxiliaryInputSize: 64 });
    using trainable = new TrainableNetwork(withHeads, initialWeights(withHeads, 1));
    const zeroed = new Map([...trainable.variables].filter(([name]) => /classifier\/weight/.test(name)));
    expect(zeroed.size).toBe(3);
    // With all scores equal, each loss is ln 3.
    for (const variable of zeroed.values()) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
    const images = tf.zeros<tf.Rank.R4>([1, 64, 64, 3]);
    const { loss, mainLoss, gradients } = trainable.step(
      { images, labels: Int32Array.of(1) },
      { dropoutKey: [0] },
    );
    expect(mainLoss).toBeCloseTo(Math.log(3), 5);
    expect(loss).toBeCloseTo(1.6 * Math.log(3), 5);
    tf.dispose([images, ...Object.values(gradients)]);
  });

  it('steps as Caffe does, biases at twice the rate and without decay', () => {
    const variables = new Map([
      ['a/weight', variableOf(10)],
      ['a/bias', variableOf(10)],
      ['frozen/weight', variableOf(10)],
    ]);
    const gradients = { 'a/weight': tf.tensor1d([1]), 'a/bias': tf.tensor1d([1]) };
    const value = (name: string) => variables.get(name)!.dataSync()[0];
    using sgd = new Sgd(variables, { momentum: 0.5, weightDecay: 0.1 });
    sgd.apply(gradients, 0.1);
    expect(value('a/weight')).toBeCloseTo(9.8, 5); // 10 - 0.1 (1 + 0.1 x 10)
    expect(value('a/bias')).toBeCloseTo(9.8, 5); // 10 - 0.2 x 1
    sgd.apply(gradients, 0.01);
    // The old velocity, 0.2, counts at the rate that it was made with: half of it, and 0.01 (1 + 0.98).
    expect(value('a/weight')).toBeCloseTo(9.8 - 0.1 - 0.0198, 5);
    expect(value('a/bias')).toBeCloseTo(9.8 - 0.1 - 0.02, 5);
    expect(value('frozen/weight')).toBe(10);
    tf.dispose([...variables.values(), ...Object.values(gradients)]);
  });

  it('averages plainly at first, then forgets', () => {
    const variable = variableOf(100);
    using average = new PolyakAverage(new Map([['w', variable]]), { decay: 0.5 });
    const seen = [2, 4, 8].map((value) => {
      tf.tidy(() => variable.assign(tf.tensor1d([value])));
      average.update();
      return average.toWeights().get('w')!.data[0];
    });
    expect(seen).toEqual([2, 3, 5.5]); // 2; (2 + 4) / 2; (3 + 8) / 2
    variable.dispose();
  });

  it('refuses the state of another network', () => {
    using trainable = new TrainableNetwork(network, initialWeights(network, 1));
    using sgd = new Sgd(trainable.variables);
    const other = initialWeights(googlenet({ classes: 4, width: 1 / 8 }), 1);
    expect(() => sgd.restore(other)).toThrow('Expected the velocities of loss3/classifier/weight to fit');
    expect(() => sgd.restore(new Map())).toThrow('but got none');
  });

  it('takes the cross-entropy of scores too large for exp', () => {
    tf.tidy(() => {
      const scores = tf.tensor2d([
        [1000, 0],
        [0, 1000],
      ]);
      expect(crossEntropy(scores, Int32Array.of(0, 0)).dataSync()[0]).toBe(500);
    });
  });
});
