import { afterEach, describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../src/engines/engine.js';
import { onnxEngine } from '../../../../src/engines/onnx/engine.js';
import { liveSessions } from '../../../../src/engines/onnx/session.js';
import { regionNetwork } from '../../../../src/googlenet/region-network.js';
import { expectClose } from '../../../support/compare-tensors.js';
import { smallGoogLeNet } from '../../../support/layer-cases.js';
import { randomValues, randomWeights, runReference } from '../../../support/reference-network.js';

afterEach(() => {
  expect(liveSessions()).toBe(0);
});

describe('a network of regions', () => {
  const heads = [{ name: 'class', outFeatures: 4, softmax: true }];
  const network = regionNetwork(smallGoogLeNet, { heads });
  const weights = randomWeights(network, 5);
  const compiled = async () => (await onnxEngine()).compile(network, weights, { threads: 1 });
  const map = (seed: number, height = 6, width = 8): Tensor => ({
    data: randomValues(52 * height * width, seed, 1),
    shape: [1, 52, height, width],
  });
  const regions = (...boxes: number[][]): Tensor => ({
    data: Float32Array.from(boxes.flat()),
    shape: [boxes.length, 4],
  });
  const [whole, part, corner] = [
    [0, 0, 128, 96],
    [20, 30, 90, 60],
    [100, 70, 130, 99],
  ];
  const expectRight = (results: Record<string, Tensor>, inputs: Record<string, Tensor>) =>
    expectClose('class', results['class/prob']!, runReference(network, weights, inputs)['class/prob']!, 1e-5);

  it('takes another map, size and number of regions from run to run', async () => {
    using executable = await compiled();
    for (const inputs of [
      { 'inception_4e/output': map(1), regions: regions(whole, part, corner) },
      { 'inception_4e/output': map(1), regions: regions(part) },
      { 'inception_4e/output': map(2), regions: regions(part) },
      { 'inception_4e/output': map(2, 8, 6), regions: regions(part, whole) },
    ]) {
      expectRight(await executable.run(inputs), inputs);
    }
  });

  it('sees a map whose values changed in place', async () => {
    using executable = await compiled();
    const inputs = { 'inception_4e/output': map(1), regions: regions(whole) };
    await executable.run(inputs);
    inputs['inception_4e/output'].data.set(map(2).data);
    expectRight(await executable.run(inputs), inputs);
  });

  it('runs side by side and keeps the results apart', async () => {
    using executable = await compiled();
    const calls = [1, 2, 1].map((seed) => ({
      'inception_4e/output': map(seed),
      regions: regions(whole, part),
    }));
    const together = await Promise.all(calls.map((inputs) => executable.run(inputs)));
    for (const [i, inputs] of calls.entries()) expectRight(together[i]!, inputs);
  });

  it('gives results that outlive the next run, and finishes a run that dispose() overtakes', async () => {
    const executable = await compiled();
    const inputs = { 'inception_4e/output': map(1), regions: regions(whole) };
    const first = await executable.run(inputs);
    const running = executable.run({ 'inception_4e/output': map(2), regions: regions(corner) });
    executable[Symbol.dispose]();
    expect((await running)['class/prob']!.shape).toEqual([1, 4]);
    expectRight(first, inputs);
    await expect(executable.run(inputs)).rejects.toThrow('disposed of');
  });

  it('gives NaN for a damaged map, not a score', async () => {
    using executable = await compiled();
    const damaged = { ...map(1), data: map(1).data.fill(Number.NaN) };
    const results = await executable.run({ 'inception_4e/output': damaged, regions: regions(whole) });
    expect([...results['class/prob']!.data]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });

  it.each(['inception_5a/1x1/weight', 'inception_5a/1x1/bias', 'inception_5b/3x3/bias'])(
    'refuses weights without %s',
    async (name) => {
      const lacking = new Map([...weights].filter(([key]) => key !== name));
      await expect((await onnxEngine()).compile(network, lacking)).rejects.toThrow(
        `Expected the weights to hold ${name}, but they do not.`,
      );
    },
  );
});
