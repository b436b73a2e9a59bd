/** A training graph's inputs for one example. Legend: R = regions, K = classes. */
import type { Runtime } from '../../engines/onnx/runtime.js';
import type { RoiAlign } from '../../googlenet/layer.js';
import { lossInputs } from '../../onnx/training/region-loss.js';
import { stepInputs } from '../../onnx/training/region-step.js';
import { alignInputs, alignWeights } from '../../onnx/training/roi-align.js';
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

/** Labels and targets, each in the columns of its class. */
export function lossFeeds(
  runtime: Runtime,
  { labels, targets }: Pick<RegionExample, 'labels' | 'targets'>,
  { classes: K, share }: { classes: number; share: number },
): Values {
  const R = labels.length;
  const oneHot = new Float32Array(R * (K + 1));
  const used = new Float32Array(R);
  const [spread, active] = [new Float32Array(R * 4 * K), new Float32Array(R * 4 * K)];
  for (const [region, label] of labels.entries()) {
    if (label < 0) continue;
    oneHot[region * (K + 1) + label] = 1;
    used[region] = 1;
    if (label === 0) continue;
    const column = region * 4 * K + 4 * (label - 1);
    spread.set(targets.subarray(4 * region, 4 * region + 4), column);
    active.fill(1, column, column + 4);
  }
  return {
    [lossInputs.oneHot]: floatTensor(runtime, oneHot, [R, K + 1]),
    [lossInputs.used]: floatTensor(runtime, used, [R, 1]),
    [lossInputs.targets]: floatTensor(runtime, spread, [R, 4 * K]),
    [lossInputs.active]: floatTensor(runtime, active, [R, 4 * K]),
    [lossInputs.share]: floatTensor(runtime, Float32Array.of(share), []),
  };
}
