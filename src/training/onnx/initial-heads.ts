import { pooledFeatures } from '../../googlenet/region-network.js';
import { shapesOf } from '../../googlenet/shapes.js';
import { keyedStream, normal } from '../../random/keyed-stream.js';
import type { WeightArray, Weights } from '../../weights/weights.js';
import type { RegionTrainerOptions } from './region-trainer.js';

/** Standard deviations of the initial weights [Fast R-CNN, arXiv 1504.08083, section 2.3]; biases begin at 0. */
const DEVIATION = { scores: 0.01, boxes: 0.001 };

/** Adds randomly initialised heads where there are none, so that fine-tuning can begin from ImageNet's weights. */
export function withHeads({ network, weights, classes, heads, seed }: RegionTrainerOptions): Weights {
  const inFeatures = shapesOf(network, { width: 224, height: 224 }).get(pooledFeatures)!.channels;
  const rows = { scores: classes + 1, boxes: 4 * classes };
  const drawn = (['scores', 'boxes'] as const).flatMap((head, place): [string, WeightArray][] => {
    const name = heads[head];
    if (weights.has(`${name}/weight`)) return [];
    const random = keyedStream(seed, place);
    const data = Float32Array.from(
      { length: rows[head] * inFeatures },
      () => DEVIATION[head] * normal(random),
    );
    return [
      [`${name}/weight`, { data, shape: [rows[head], inFeatures] }],
      [`${name}/bias`, { data: new Float32Array(rows[head]), shape: [rows[head]] }],
    ];
  });
  return new Map([...weights, ...drawn]);
}
