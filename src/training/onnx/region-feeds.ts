/** What of an example a training graph takes in. Legend: R = regions, K = classes. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import type { RoiAlign } from '../../googlenet/layer.js';
import { lossInputs } from '../../onnx/training/region-loss.js';
import { stepInputs } from '../../onnx/training/region-step.js';
import { alignInputs, alignWeights } from '../../onnx/training/roi-align.js';
import { keyedStream } from '../../random/keyed-stream.js';
import type { RegionExample } from './region-trainer.js';
import { floatTensor, type Values } from './session.js';

/** The photograph, and its regions as RoIAlign's weights. */
export function photographFeeds(
  runtime: Runtime,
  align: RoiAlign,
  { image, height, width, regions }: Pick<RegionExample, 'image' | 'height' | 'width' | 'regions'>,
): Values {
  const R = regions.length / 4;
  const map = { height: height / align.stride, width: width / align.stride };
  const rows = alignWeights(align, { ends: regions, first: 1, length: map.height });
  const columns = alignWeights(align, { ends: regions, first: 0, length: map.width });
  return {
    [stepInputs.image]: floatTensor(runtime, image, [1, 3, height, width]),
    [alignInputs.rows]: floatTensor(runtime, rows, [R * align.size, map.height]),
    [alignInputs.columns]: floatTensor(runtime, columns, [R, 1, align.size, map.width]),
  };
}

/** Labels and targets, spread over the columns of their classes. */
export function lossFeeds(
  runtime: Runtime,
  { labels, targets }: Pick<RegionExample, 'labels' | 'targets'>,
  { classes: K, share }: { classes: number; share: number },
): Values {
  const R = labels.length;
  const wanted = new Float32Array(R * (K + 1));
  const used = new Float32Array(R);
  const [spread, active] = [new Float32Array(R * 4 * K), new Float32Array(R * 4 * K)];
  for (const [region, label] of labels.entries()) {
    if (label < 0) continue;
    wanted[region * (K + 1) + label] = 1;
    used[region] = 1;
    if (label === 0) continue;
    const column = region * 4 * K + 4 * (label - 1);
    spread.set(targets.subarray(4 * region, 4 * region + 4), column);
    active.fill(1, column, column + 4);
  }
  return {
    [lossInputs.wanted]: floatTensor(runtime, wanted, [R, K + 1]),
    [lossInputs.used]: floatTensor(runtime, used, [R, 1]),
    [lossInputs.targets]: floatTensor(runtime, spread, [R, 4 * K]),
    [lossInputs.active]: floatTensor(runtime, active, [R, 4 * K]),
    [lossInputs.share]: floatTensor(runtime, Float32Array.of(share), []),
  };
}

/**
 * The mask comes from the key alone, so that a step that is taken again drops the same values.
 *
 * @param key such as (seed, step, photograph)
 * @param places of the features in a row of `length`
 */
export function dropoutFeed(
  runtime: Runtime,
  {
    key,
    rate,
    rows,
    places,
    length,
  }: {
    key: readonly number[];
    rate: number;
    rows: number;
    places: Int32Array;
    length: number;
  },
): Values {
  const random = keyedStream(...key);
  const mask = new Float32Array(rows * length);
  const kept = 1 / (1 - rate);
  for (let row = 0; row < rows; row++) {
    for (const place of places) mask[row * length + place] = random() < rate ? 0 : kept;
  }
  return { [stepInputs.dropout]: floatTensor(runtime, mask, [rows, length]) };
}
