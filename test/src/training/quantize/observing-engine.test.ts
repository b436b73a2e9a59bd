import { expect, it } from 'vitest';
import { onnxEngine } from '../../../../src/engines/onnx/engine.js';
import { liveSessions } from '../../../../src/engines/onnx/session.js';
import { trunkNetwork } from '../../../../src/googlenet/region-network.js';
import { valuesToMeasure } from '../../../../src/onnx/eight-bits.js';
import { observingEngine } from '../../../../src/training/quantize/observing-engine.js';
import type { ValueRange } from '../../../../src/weights/ranges.js';
import { smallGoogLeNet } from '../../../support/layer-cases.js';
import { randomValues, randomWeights, runReference } from '../../../support/reference-network.js';

it('finds the lowest and the highest of each value over all runs, and gives what it is asked for', async () => {
  const network = trunkNetwork(smallGoogLeNet);
  const weights = randomWeights(network, 3);
  const images = [1, 2].map((seed) => ({
    data: randomValues(3 * 64 * 64, seed, 50 * seed),
    shape: [1, 3, 64, 64],
  }));
  const ranges = new Map<string, ValueRange>();
  {
    using executable = await observingEngine(await onnxEngine(), ranges).compile(network, weights, {
      threads: 1,
    });
    for (const data of images) expect(Object.keys(await executable.run({ data }))).toEqual(network.outputs);
  }
  expect(liveSessions()).toBe(0);
  const values = images.map((data) => runReference(network, weights, { data }));
  expect(new Set(ranges.keys())).toEqual(valuesToMeasure(network));
  for (const [name, { low, high }] of ranges) {
    const all = values.flatMap((one) => [...one[name]!.data]);
    const [lowest, highest] = [Math.min(...all), Math.max(...all)];
    expect(Math.abs(low - lowest), name).toBeLessThanOrEqual(1e-4 * highest);
    expect(Math.abs(high - highest), name).toBeLessThanOrEqual(1e-4 * highest);
  }
});
