import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRuntime } from '../../../../src/engines/onnx/runtime.js';
import type { Layer, Network } from '../../../../src/googlenet/layer.js';
import { keyedStream } from '../../../../src/random/keyed-stream.js';
import { fitBoxNetwork } from '../../../../src/training/multibox/fit-box-network.js';
import { initialWeights } from '../../../../src/training/network/initialise.js';
import { blockSize } from '../../../../src/training/onnx/block-size.js';
import { type BoxLosses, BoxModel } from '../../../../src/training/onnx/box-model.js';
import { StepWorker } from '../../../../src/training/onnx/step-worker.js';
import type { WeightArray } from '../../../../src/weights/weights.js';

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

/** The graph's losses and gradients, on kernels with blocks of `block` channels. */
async function step(weights: ReadonlyMap<string, WeightArray>, block: number) {
  const runtime = await loadRuntime();
  const model = new BoxModel(runtime, { network, outputs, cells: SIDE, block });
  const { trainable } = model.layouts;
  const values = () => new Float32Array(trainable.length);
  const memory = { values: values(), velocities: values(), averages: values(), frozen: new Float32Array() };
  trainable.write(weights, memory.values);
  const worker = new StepWorker(model, { runtime, memory, intraOpThreads: 1 });
  const into = values();
  const example = { features: grid, matched, residuals: wanted, weights: priorWeights };
  const part = { example, share: 1 / 1.5, dropoutKey: [] }; // 1.5: the weights of the matched
  const losses = (await worker.run({ gradient: { ...part, into, version: 0 } })) as BoxLosses;
  return { losses, gradients: trainable.read(into) };
}

describe('MultiBox training', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multibox-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['plain', 'blocked'])("has the paper's loss, and its gradient, on %s kernels", async (form) => {
    const weights = new Map(initialWeights(network, 3));
    const block = form === 'plain' ? 1 : await blockSize(await loadRuntime());
    const { losses, gradients } = await step(weights, block);
    const expected = slowLoss(weights);
    expect(losses.location).toBeCloseTo(expected.location, 5);
    expect(losses.confidence).toBeCloseTo(expected.confidence, 5);
    for (const [name, { data: gradient }] of gradients) {
      const { data, shape } = weights.get(name)!;
      for (const at of [0, 1, data.length - 1]) {
        const moved = (by: number) => {
          const changed = data.map((value, i) => (i === at ? value + by : value));
          const { location, confidence } = slowLoss(new Map(weights).set(name, { shape, data: changed }));
          return location + confidence;
        };
        expect(gradient[at]).toBeCloseTo((moved(1e-3) - moved(-1e-3)) / 2e-3, 3);
      }
    }
  });

  it('gives the same parameters when it was stopped on the way', async () => {
    const examples = 32;
    const features = Array.from({ length: examples }, () => values(grid.length));
    const options = {
      ...{ network, outputs, examples, shape: [SIDE, SIDE, CHANNELS] as const },
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
