/**
 * RoIAlign and its gradient as two matrix products. A bin of RoIAlign is a mean of bilinear samples, and a bilinear
 * weight is a row's times a column's: the region is exactly rows x map x columns transposed.
 * Legend: R = regions, S = side of an aligned region (7), C x H x W = the map.
 */
import type { RoiAlign } from '../../googlenet/layer.js';
import { channelsOf, type FeatureMap } from './feature-map.js';
import type { GraphBuilder } from './graph-builder.js';
import type { Step } from './step.js';

/** Names of the graph's inputs for the bilinear weights. */
export const alignInputs = { rows: 'regions:rows', columns: 'regions:columns' } as const;

/** Regions as their bilinear weights. */
export interface AlignedRegions {
  /** R. */
  readonly count: number;
  /** R * S x H. */
  readonly rows: string;
  /** R x 1 x S x W. */
  readonly columns: string;
}

/** @param count R */
export function alignedInputs(graph: GraphBuilder, count: number): AlignedRegions {
  return { count, rows: graph.input(alignInputs.rows), columns: graph.input(alignInputs.columns) };
}

/** @returns R x C x S x S of the one map */
export function roiAlign(
  step: Step,
  { size: S }: RoiAlign,
  x: FeatureMap,
  { count: regions, rows, columns }: AlignedRegions,
): FeatureMap {
  const { graph, kernels, tape } = step;
  const { height: H, width: W } = x;
  const C = channelsOf(x);
  const pixels = graph.reshape(kernels.toPixels(x), graph.size(H, W * C));
  const strips = graph.reshape(graph.op('MatMul', [rows, pixels]), graph.size(regions, S, W, C));
  const cells = graph.op('MatMul', [columns, strips]); // R x S x S x C
  const y = { ...x, value: kernels.fromPixels(cells), batch: regions, height: S, width: S };
  if (!tape.tracks(x)) return y;
  tape.record([y], (gradients) => {
    const dCells = kernels.toPixels({ ...y, value: gradients.of(y)! }); // R x S x S x C
    const dStrips = graph.op('MatMul', [graph.transpose(columns, 0, 1, 3, 2), dCells]); // R x S x W x C
    const flat = graph.reshape(dStrips, graph.size(regions * S, W * C));
    const dPixels = graph.op('MatMul', [graph.transpose(rows, 1, 0), flat]); // H x W * C
    gradients.add(x, kernels.fromPixels(graph.reshape(dPixels, graph.size(1, H, W, C))));
  });
  return y;
}

/**
 * The weights of one axis, R * S x length: for each bin the mean of its samples, each of which interpolates two cells.
 * Cells' values belong to their centres; samples up to one cell outside count as on the border, those further out as
 * 0 (Mask R-CNN, arXiv 1703.06870; ONNX's RoiAlign with half_pixel).
 *
 * @param ends R x 4, of which `first` and `first` + 2 bound the axis, in pixels of the image
 */
export function alignWeights(
  { size, samples, stride }: RoiAlign,
  { ends, first, length }: { ends: Float32Array; first: 0 | 1; length: number },
): Float32Array {
  const count = ends.length / 4;
  const weights = new Float32Array(count * size * length);
  for (let region = 0; region < count; region++) {
    const begin = ends[4 * region + first]! / stride - 0.5;
    const bin = (ends[4 * region + first + 2]! - ends[4 * region + first]!) / stride / size;
    for (let cell = 0; cell < size; cell++) {
      const row = weights.subarray((region * size + cell) * length, (region * size + cell + 1) * length);
      for (let sample = 0; sample < samples; sample++) {
        addSample(row, begin + bin * (cell + (sample + 0.5) / samples), 1 / samples);
      }
    }
  }
  return weights;
}

function addSample(row: Float32Array, position: number, weight: number): void {
  const last = row.length - 1;
  if (position < -1 || position > row.length) return;
  const inside = Math.min(Math.max(position, 0), last);
  const low = Math.min(Math.floor(inside), last);
  const share = inside - low;
  row[low]! += weight * (1 - share);
  if (share > 0) row[low + 1]! += weight * share;
}
