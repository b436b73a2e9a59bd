import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { loadBackend } from '../../../../src/engines/tensorflow/library.js';
import type { Layer, Network } from '../../../../src/googlenet/layer.js';
import { keyedStream } from '../../../../src/random/keyed-stream.js';
import { BoxNetwork } from '../../../../src/training/multibox/box-network.js';
import { fitBoxNetwork } from '../../../../src/training/multibox/fit-box-network.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import type { WeightArray } from '../../../../src/weights/weights.js';
import { describeWithTensorFlow } from '../../../support/native-tensorflow.js';

const [SIDE, CHANNELS, SHAPES] = [2, 3, 2];
const PRIORS = SIDE * SIDE * SHAPES;

const convolution = (name: string, outChannels: number): Layer => ({
  ...{ op: 'convolution', name, input: 'grid', inChannels: CHANNELS, outChannels },
  ...{ kernel: 1, stride: 1, pad: 0, relu: false },
});
const network: Network = {
  input: 'grid',
  inputChannels: CHANNELS,
  layers: [convolution('residuals', 4 * SHAPES), convolution('confidences', SHAPES)],
  outputs: ['residuals', 'confidences'],
};
const outputs = [{ residuals: 'residuals', confidences: 'confidences' }];
const random = keyedStream(5);
const values = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1);
const grid = values(SIDE * SIDE * CHANNELS);
const matched = Float32Array.from({ length: PRIORS }, (_, p) => Number(p === 1 || p === 6));
const wanted = values(4 * PRIORS);
/** One prior that does not count, one of the matched that counts half. */
const priorWeights = Float32Array.from({ length: PRIORS }, (_, p) => (p === 0 ? 0 : p === 6 ? 0.5 : 1));

/** The loss as the paper writes it, number by number. */
function slowLoss(weights: ReadonlyMap<string, WeightArray>): { location: number; confidence: number } {
  const output = (name: string, cell: number, channel: number) => {
    const { data } = weights.get(`${name}/weight`)!;
    let sum = weights.get(`${name}/bias`)!.data[channel]!;
    for (let c = 0; c < CHANNELS; c++) sum += data[channel * CHANNELS + c]! * grid[cell * CHANNELS + c]!;
    return sum;
  };
  let location = 0;
  let confidence = 0;
  for (let p = 0; p < PRIORS; p++) {
    const [cell, shape] = [Math.floor(p / SHAPES), p % SHAPES];
    const c = 1 / (1 + Math.exp(-output('confidences', cell, shape)));
    confidence -= priorWeights[p]! * Math.log(matched[p] ? c : 1 - c);
    if (!matched[p]) continue;
    for (let i = 0; i < 4; i++) {
      const miss = output('residuals', cell, 4 * shape + i) - wanted[4 * p + i]!;
      location += (0.3 / 2) * priorWeights[p]! * miss ** 2;
    }
  }
  return { location: location / 1.5, confidence: confidence / 1.5 }; // over the matched's weights
}

describeWithTensorFlow()('MultiBox training', () => {
  let folder: string;
  beforeAll(() => loadBackend('tensorflow'), 120_000);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multibox-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("has the paper's loss, and its gradient", () => {
    const weights = new Map(initialWeights(network, 3));
    const batch = {
      features: { data: grid, shape: [1, SIDE, SIDE, CHANNELS] as const },
      ...{ matched, residuals: wanted, weights: priorWeights },
    };
    using boxes = new BoxNetwork(network, weights, outputs);
    const { losses, gradients } = boxes.step(batch);
    const expected = slowLoss(weights);
    expect(losses.location).toBeCloseTo(expected.location, 4);
    expect(losses.confidence).toBeCloseTo(expected.confidence, 4);
    for (const name of ['residuals/bias', 'confidences/bias']) {
      const at = 1;
      const moved = (by: number) => {
        const { data, shape } = weights.get(name)!;
        const { location, confidence } = slowLoss(
          new Map(weights).set(name, {
            shape,
            data: data.map((value, i) => (i === at ? value + by : value)),
          }),
        );
        return location + confidence;
      };
      const slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
      expect(gradients[name]!.dataSync()[at]).toBeCloseTo(slope, 2);
    }
    tf.dispose(Object.values(gradients));
  });

  it('gives the same parameters when it was stopped on the way', async () => {
    const examples = 32;
    const features = Array.from({ length: examples }, () => values(grid.length));
    const options = {
      ...{ network, outputs, priors: PRIORS, examples, shape: [SIDE, SIDE, CHANNELS] as const },
      ...{ epochs: 3, seed: 2, targets: () => ({ matched, residuals: wanted, weights: priorWeights }) },
      read: async (chosen: readonly number[]) =>
        Float32Array.from(chosen.flatMap((example) => [...features[example]!])),
    };
    const whole = await fitBoxNetwork({ ...options, run: folder });
    const other = await mkdtemp(join(folder, 'stopped-'));
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 3 && stop.abort();
    const stopped = fitBoxNetwork({ ...options, run: other, signal: stop.signal, onProgress });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(await fitBoxNetwork({ ...options, run: other })).toEqual(whole);
  });
});
