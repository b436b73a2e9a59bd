/** A small region network and examples for its trainer, the same as in golden/make_region_trainer.py. */
import { googlenet } from '../../src/googlenet/googlenet.js';
import { parametersOf } from '../../src/googlenet/parameters.js';
import { regionNetwork, trunkNetwork } from '../../src/googlenet/region-network.js';
import type { RegionExample, RegionTrainerOptions } from '../../src/training/onnx/region-trainer.js';
import type { WeightArray, Weights } from '../../src/weights/weights.js';

const network = googlenet({ classes: 4, width: 1 / 16 });
export const [K, R, H, W] = [3, 6, 64, 96];
const heads = { scores: 'class', boxes: 'box' };
export const options: RegionTrainerOptions = {
  ...{ network, weights: startingWeights(), classes: K, heads, seed: 5 },
  ...{ dropout: 0, clip: 0.5, averageDecay: 0.6 },
};

export const rates = [
  { rate: 0.02, headRate: 0.05 },
  { rate: 0.01, headRate: 0.05 },
  { rate: 0.04, headRate: 0.04 },
  { rate: 0.02, headRate: 0.01 },
];

/** As in golden/make_region_trainer.py. */
function sines(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + seed + 0.7 * i * (1 + seed / 100)));
}

function startingWeights(): Weights {
  const networks = [
    trunkNetwork(network),
    regionNetwork(network, {
      heads: [
        { name: heads.scores, outFeatures: K + 1 },
        { name: heads.boxes, outFeatures: 4 * K },
      ],
    }),
  ];
  return new Map(
    networks.flatMap(parametersOf).map(({ name, shape }, i): [string, WeightArray] => {
      const seed = Math.floor(i / 2);
      const length = shape.reduce((product, side) => product * side, 1);
      if (shape.length === 1) {
        return [name, { shape, data: sines(length, seed + 500).map((value) => Math.fround(0.1) * value) }];
      }
      const scale = Math.fround(2 / Math.sqrt(length / shape[0]!));
      return [name, { shape, data: sines(length, seed).map((value) => value * scale) }];
    }),
  );
}

export function example(step: number, place: number): RegionExample {
  const key = 1000 + 10 * step + place;
  const corners = sines(4 * R, key + 1);
  const regions = Array.from({ length: R }, (_, r) => {
    const [a, b, c, d] = [...corners.subarray(4 * r, 4 * r + 4)] as [number, number, number, number];
    const [x1, y1] = [(a + 1) * 30, (b + 1) * 20];
    return [x1, y1, x1 + 2 + (c + 1) * 30, y1 + 2 + (d + 1) * 20];
  });
  return {
    image: sines(3 * H * W, key).map((value) => 60 * value),
    height: H,
    width: W,
    regions: Float32Array.from(regions.flat()),
    labels: Int32Array.from({ length: R }, (_, r) => ((r + step) % (K + 2)) - 1),
    targets: sines(4 * R, key + 2).map((value) => 2 * value),
  };
}

export const photographs = (step: number) => [example(step, 0), example(step, 1)];
