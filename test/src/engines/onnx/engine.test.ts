import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../src/engines/engine.js';
import { onnxEngine } from '../../../../src/engines/onnx/engine.js';
import { liveSessions } from '../../../../src/engines/onnx/session.js';
import { googlenet } from '../../../../src/googlenet/googlenet.js';
import { encodeOnnx } from '../../../../src/onnx/graph.js';
import { narrowToHalves, widenHalves } from '../../../../src/weights/half.js';
import { importCaffe } from '../../../../src/weights/import/caffe.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { layerCases, smallGoogLeNet } from '../../../support/layer-cases.js';
import { randomWeights, runReference } from '../../../support/reference-network.js';
import { describeWith, shared } from '../../../support/shared.js';

afterEach(() => {
  expect(liveSessions()).toBe(0);
});

describe.each(['rewritten', 'operator'] as const)('ONNX Runtime with normalisation %s', (form) => {
  it.each(layerCases)('agrees with the slow twin: %s', async (_reason, { network, inputs }) => {
    const weights = randomWeights(network, 7);
    const engine = await onnxEngine({ localResponseNorm: form });
    using executable = await engine.compile(network, weights, { threads: 1 });
    const results = await executable.run(inputs);
    const expected = runReference(network, weights, inputs);
    expect(Object.keys(results)).toEqual(network.outputs);
    for (const name of network.outputs) expectClose(name, results[name]!, expected[name]!, 1e-5);
  });
});

describe('an ONNX executable', () => {
  const weights = randomWeights(smallGoogLeNet, 3);
  const image = (side: number, batch = 1): Tensor => ({
    data: new Float32Array(batch * 3 * side * side).map((_, i) => (i * 7919) % 255),
    shape: [batch, 3, side, side],
  });

  it('takes float16 values as they are stored: the same results, to the bit', async () => {
    const stored = new Map(
      [...weights].map(([name, { shape, data }]) => {
        const halves = narrowToHalves(data);
        return [name, { shape, halves, data: widenHalves(halves) }] as const;
      }),
    );
    const widened = new Map([...stored].map(([name, { shape, data }]) => [name, { shape, data }]));
    const engine = await onnxEngine();
    using asStored = await engine.compile(smallGoogLeNet, stored);
    using asWidened = await engine.compile(smallGoogLeNet, widened);
    const inputs = { data: image(64, 2) };
    expect(await asStored.run(inputs)).toEqual(await asWidened.run(inputs));
    expect(encodeOnnx(smallGoogLeNet, stored, { keepHalves: true }).length).toBeLessThan(
      0.8 * encodeOnnx(smallGoogLeNet, stored).length,
    );
  });

  it('takes another batch and size from run to run', async () => {
    using executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    for (const [side, batch] of [
      [64, 1],
      [97, 3],
      [64, 1],
    ] as const) {
      const { prob } = await executable.run({ data: image(side, batch) });
      expect(prob!.shape).toEqual([batch, 6]);
    }
  });

  it('runs side by side and keeps the results apart', async () => {
    using executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    const dark = { ...image(64), data: new Float32Array(3 * 64 * 64) };
    const alone = [await executable.run({ data: image(64) }), await executable.run({ data: dark })];
    const together = await Promise.all([executable.run({ data: image(64) }), executable.run({ data: dark })]);
    expect(together).toEqual(alone);
    expect(alone[0]).not.toEqual(alone[1]);
  });

  it('gives results that outlive it', async () => {
    const executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    const { prob } = await executable.run({ data: image(64) });
    const before = Float32Array.from(prob!.data);
    executable[Symbol.dispose]();
    using other = await (await onnxEngine()).compile(smallGoogLeNet, randomWeights(smallGoogLeNet, 9));
    await other.run({ data: image(64) });
    expect(prob!.data).toEqual(before);
  });

  it('does not change what goes in', async () => {
    using executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    const data = image(64);
    await executable.run({ data });
    expect(data).toEqual(image(64));
  });

  it('finishes a run that dispose() overtakes, refuses the next, and disposes twice', async () => {
    const executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    const running = executable.run({ data: image(64) });
    executable[Symbol.dispose]();
    executable[Symbol.dispose]();
    expect((await running)['prob']!.shape).toEqual([1, 6]);
    await expect(executable.run({ data: image(64) })).rejects.toThrow('disposed of');
  });

  it.each([
    ['no input', {}, 'Expected the inputs data, but got none.'],
    ['another name', { image: image(64) }, 'Expected the inputs data, but got image.'],
    [
      'one input more',
      { data: image(64), regions: { data: new Float32Array(4), shape: [1, 4] } },
      'Expected the inputs data, but got data, regions.',
    ],
    [
      'four channels',
      { data: { data: new Float32Array(4 * 64 * 64), shape: [1, 4, 64, 64] } },
      'Expected data to be N x 3 x H x W, but got 1 x 4 x 64 x 64.',
    ],
    [
      'three axes',
      { data: { data: new Float32Array(3 * 64 * 64), shape: [3, 64, 64] } },
      'Expected data to be N x 3 x H x W, but got 3 x 64 x 64.',
    ],
    [
      'an empty batch',
      { data: { data: new Float32Array(0), shape: [0, 3, 64, 64] } },
      'Expected data to be N x 3 x H x W, but got 0 x 3 x 64 x 64.',
    ],
    [
      'too few values',
      { data: { data: new Float32Array(10), shape: [1, 3, 2, 2] } },
      'Expected data to hold 12 values (1 x 3 x 2 x 2), but got 10.',
    ],
  ] as const)('refuses %s', async (_what, inputs, message) => {
    using executable = await (await onnxEngine()).compile(smallGoogLeNet, weights);
    await expect(executable.run(inputs)).rejects.toThrow(message);
  });

  it.each([0, 1.5, -1, Number.NaN])('refuses %s threads', async (threads) => {
    const engine = await onnxEngine();
    await expect(engine.compile(smallGoogLeNet, weights, { threads })).rejects.toThrow(
      `Expected threads to be a whole number from 1, but got ${threads}.`,
    );
  });
});

describeWith('weights')('the published weights', () => {
  const activations = JSON.parse(
    readFileSync(shared('weights', 'reference', 'caffe_activations.json'), 'utf8'),
  ) as {
    argmax: number;
    blobs: Record<string, { shape: number[]; max: number; mean: number; index: number[]; value: number[] }>;
  };
  const floatsOf = (file: string) =>
    new Float32Array(new Uint8Array(readFileSync(shared('weights', 'reference', file))).buffer);

  it.each(['rewritten', 'operator'] as const)("give Caffe's activations (%s)", async (form) => {
    const { weights } = await importCaffe(shared('weights', 'bvlc_googlenet.caffemodel'));
    const network = googlenet({ classes: 1000 });
    const outputs = network.layers.map(({ name }) => name);
    const engine = await onnxEngine({ localResponseNorm: form });
    using executable = await engine.compile({ ...network, outputs }, weights);
    // The network of the file takes BGR, as OpenCV decodes.
    const data = { data: floatsOf('input_3x227x227_bgr_f32.bin'), shape: [1, 3, 227, 227] };
    const results = await executable.run({ data });

    for (const [blob, { shape, max, mean, index, value }] of Object.entries(activations.blobs)) {
      const name = outputs.find((output) => output.replaceAll('/', '_') === blob)!;
      const got = results[name]!;
      expect(got.shape.slice(1), blob).toEqual(shape);
      const average = got.data.reduce((sum, item) => sum + item, 0) / got.data.length;
      expect(Math.abs(average - mean), `mean of ${blob}`).toBeLessThanOrEqual(1e-4 * max);
      for (const [at, place] of index.entries()) {
        const error = Math.abs(got.data[place]! - value[at]!);
        expect(error <= 1e-4 * max, `${blob}[${place}]: ${got.data[place]} for ${value[at]}`).toBe(true);
      }
    }
    const probabilities = floatsOf('prob_1000_f32.bin');
    expectClose('prob', results['prob']!, { data: probabilities, shape: [1, 1000] });
    expect(results['prob']!.data.indexOf(Math.max(...results['prob']!.data))).toBe(activations.argmax);
  });
});
