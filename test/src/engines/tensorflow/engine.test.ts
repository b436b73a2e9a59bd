import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../src/engines/engine.js';
import { tensorflowEngine } from '../../../../src/engines/tensorflow/engine.js';
import { liveTensors, loadBackend } from '../../../../src/engines/tensorflow/library.js';
import type { BackendName } from '../../../../src/engines/tensorflow/on-backend.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { importCaffe } from '../../../../src/weights/import/caffe.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { layerCases, smallGoogLeNet } from '../../../support/layer-cases.js';
import { hasNativeTensorFlow } from '../../../support/native-tensorflow.js';
import { randomWeights, runReference } from '../../../support/reference-network.js';
import { describeWith, shared } from '../../../support/shared.js';

const backends: readonly BackendName[] = hasNativeTensorFlow() ? ['tensorflow', 'wasm'] : ['wasm'];

const weights = randomWeights(smallGoogLeNet, 3);
const image = (side: number, batch = 1): Tensor => ({
  data: new Float32Array(batch * 3 * side * side).map((_, i) => (i * 7919) % 255),
  shape: [batch, 3, side, side],
});

describe.each(backends)('TensorFlow.js on %s', (name) => {
  let before: number;
  beforeEach(async () => {
    await loadBackend(name);
    before = liveTensors();
  });
  afterEach(() => {
    expect(liveTensors()).toBe(before);
  });

  it.each(layerCases)('agrees with the slow twin: %s', async (_reason, { network, inputs }) => {
    const weights = randomWeights(network, 7);
    using executable = await (await tensorflowEngine(name)).compile(network, weights);
    const results = await executable.run(inputs);
    const expected = runReference(network, weights, inputs);
    expect(Object.keys(results)).toEqual(network.outputs);
    for (const output of network.outputs) expectClose(output, results[output]!, expected[output]!, 1e-5);
  });

  it('takes another batch and size from run to run, and holds nothing but its weights between them', async () => {
    using executable = await (await tensorflowEngine(name)).compile(smallGoogLeNet, weights);
    const held = liveTensors();
    expect(held).toBe(before + weights.size);
    for (const [side, batch] of [
      [64, 1],
      [97, 3],
      [64, 1],
    ] as const) {
      const { prob } = await executable.run({ data: image(side, batch) });
      expect(prob!.shape).toEqual([batch, 6]);
      expect(liveTensors()).toBe(held);
    }
  });

  it('gives results that outlive it and later runs', async () => {
    const executable = await (await tensorflowEngine(name)).compile(smallGoogLeNet, weights);
    const { prob } = await executable.run({ data: image(64) });
    const first = Float32Array.from(prob!.data);
    await executable.run({ data: image(97, 3) });
    executable[Symbol.dispose]();
    expect(prob!.data).toEqual(first);
  });

  it('aligns more regions than it holds at a time like one after the other', async () => {
    const [, { network, inputs }] = layerCases.find(([reason]) => reason.startsWith('regions inside'))!;
    using executable = await (await tensorflowEngine(name)).compile(network, new Map());
    const count = 131;
    const data = Float32Array.from({ length: 4 * count }, (_, i) => inputs['regions']!.data[i % 20]!);
    const { layer } = await executable.run({ ...inputs, regions: { data, shape: [count, 4] } });
    const { layer: few } = await executable.run(inputs);
    const channels = network.inputChannels;
    expect(layer!.shape).toEqual([count, channels, 7, 7]);
    const each = channels * 7 * 7;
    for (let r = 0; r < count; r++) {
      const twin = (r % 5) * each;
      expect(layer!.data.slice(r * each, (r + 1) * each)).toEqual(few!.data.slice(twin, twin + each));
    }
  });

  it('refuses to run after dispose(), which may be called twice', async () => {
    const executable = await (await tensorflowEngine(name)).compile(smallGoogLeNet, weights);
    executable[Symbol.dispose]();
    executable[Symbol.dispose]();
    await expect(executable.run({ data: image(64) })).rejects.toThrow('disposed of');
  });

  it('leaves no tensor behind when it refuses weights or inputs', async () => {
    const engine = await tensorflowEngine(name);
    const lacking = new Map(weights);
    lacking.delete('loss3/classifier/bias');
    await expect(engine.compile(smallGoogLeNet, lacking)).rejects.toThrow(
      'Expected loss3/classifier/bias as [6], but got none.',
    );
    const bent = new Map(weights).set('loss3/classifier/bias', { data: new Float32Array(7), shape: [7] });
    await expect(engine.compile(smallGoogLeNet, bent)).rejects.toThrow('but got [7].');
    using executable = await engine.compile(smallGoogLeNet, weights);
    await expect(executable.run({ image: image(64) })).rejects.toThrow('Expected the inputs data');
  });

  it('refuses numbers of threads that cannot be had', async () => {
    const engine = await tensorflowEngine(name);
    await expect(engine.compile(smallGoogLeNet, weights, { threads: 0 })).rejects.toThrow(
      'Expected threads to be a whole number from 1, but got 0.',
    );
    await expect(engine.compile(smallGoogLeNet, weights, { threads: 3 })).rejects.toThrow(
      'Expected threads to stay at all cores',
    );
  });
});

describe.runIf(backends.length === 2)('two backends in one process', () => {
  it('keep their networks apart when their runs take turns', async () => {
    const [native, wasm] = await Promise.all(
      backends.map(async (name) => (await tensorflowEngine(name)).compile(smallGoogLeNet, weights)),
    );
    const turns = await Promise.all(
      [1, 2, 3].flatMap(() => [native!, wasm!].map((net) => net.run({ data: image(64) }))),
    );
    for (const { prob } of turns) expectClose('prob', prob!, turns[0]!['prob']!, 1e-5);
    native![Symbol.dispose]();
    wasm![Symbol.dispose]();
  });
});

describeWith('weights')('the published weights', () => {
  const floatsOf = (file: string) =>
    new Float32Array(new Uint8Array(readFileSync(shared('weights', 'reference', file))).buffer);

  it.each(backends)("give Caffe's activations on %s", async (name) => {
    const activations = JSON.parse(
      readFileSync(shared('weights', 'reference', 'caffe_activations.json'), 'utf8'),
    ) as {
      argmax: number;
      blobs: Record<string, { shape: number[]; max: number; mean: number; index: number[]; value: number[] }>;
    };
    const { weights } = await importCaffe(shared('weights', 'bvlc_googlenet.caffemodel'));
    const network = googlenet({ classes: 1000 });
    const outputs = network.layers.map(({ name }) => name);
    using executable = await (await tensorflowEngine(name)).compile({ ...network, outputs }, weights);
    // The network of the file takes BGR, as OpenCV decodes.
    const data = { data: floatsOf('input_3x227x227_bgr_f32.bin'), shape: [1, 3, 227, 227] };
    const results = await executable.run({ data });

    expect(Object.keys(activations.blobs)).toHaveLength(84);
    for (const [blob, { shape, max, mean, index, value }] of Object.entries(activations.blobs)) {
      const got = results[outputs.find((output) => output.replaceAll('/', '_') === blob)!]!;
      expect(got.shape.slice(1), blob).toEqual(shape);
      const average = got.data.reduce((sum, item) => sum + item, 0) / got.data.length;
      expect(Math.abs(average - mean), `mean of ${blob}`).toBeLessThanOrEqual(1e-4 * max);
      for (const [at, place] of index.entries()) {
        const error = Math.abs(got.data[place]! - value[at]!);
        expect(error <= 1e-4 * max, `${blob}[${place}]: ${got.data[place]} for ${value[at]}`).toBe(true);
      }
    }
    const { prob } = results;
    expectClose('prob', prob!, { data: floatsOf('prob_1000_f32.bin'), shape: [1, 1000] });
    expect(prob!.data.indexOf(Math.max(...prob!.data))).toBe(activations.argmax);
  });
});
