import { expect, it } from 'vitest';
import { loadEngine } from '../../../src/engines/index.js';
import {
  averagesNetwork,
  pruningConvolutions,
  pruningNetwork,
} from '../../../src/googlenet/pruning-network.js';
import type { WeightArray, Weights } from '../../../src/weights/weights.js';
import { randomValues } from '../../support/reference-network.js';

const C = 5;
const K = 3;

it('scores of averages are averages of scores', async () => {
  const engine = await loadEngine('onnx');
  const map = { data: randomValues(C * 8 * 10, 1, 1), shape: [1, C, 8, 10] };
  const regions = { data: Float32Array.of(10, 20, 90, 100, 0, 0, 160, 128, 30, 30, 40, 38), shape: [3, 4] };
  const surroundings = {
    data: Float32Array.of(0, 0, 110, 120, -40, -30, 200, 160, 20, 20, 50, 48),
    shape: [3, 4],
  };
  const weights: Weights = new Map(
    pruningConvolutions({ channels: C, classes: K }).flatMap(({ name }, i): [string, WeightArray][] => [
      [`${name}/weight`, { data: randomValues(K * C, 2 + i, 1), shape: [K, C, 1, 1] }],
      [`${name}/bias`, { data: randomValues(K, 4 + i, 1), shape: [K] }],
    ]),
  );
  const inputs = { 'inception_4e/output': map, regions, surroundings };
  using pruning = await engine.compile(pruningNetwork({ channels: C, classes: K }), weights);
  using averages = await engine.compile(averagesNetwork({ channels: C }), new Map());
  const [scores, means] = [await pruning.run(inputs), await averages.run(inputs)];
  for (const part of ['pruning/inside', 'pruning/around']) {
    const [mean, score] = [means[`${part}/average`]!, scores[`${part}/average`]!];
    expect([mean.shape, score.shape]).toEqual([
      [3, C, 1, 1],
      [3, K, 1, 1],
    ]);
    // Of the map's mean in a region within its borders; one that leaves them is 0 outside, where no score is.
    for (const r of [0, 2]) {
      for (let k = 0; k < K; k++) {
        let expected = weights.get(`${part}/bias`)!.data[k]!;
        for (let c = 0; c < C; c++)
          expected += weights.get(`${part}/weight`)!.data[k * C + c]! * mean.data[r * C + c]!;
        expect(score.data[r * K + k]).toBeCloseTo(expected, 4);
      }
    }
  }
});
