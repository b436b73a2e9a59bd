/** Views of one photograph as network input. N = views, S = side of the network's input, s = side of a square. */
import type { Preprocessing } from '../imaging/preprocessing.js';
import type { Raster } from '../imaging/raster.js';
import { warpBox } from '../imaging/warp.js';
import type { View } from './views.js';

export interface WarpViewsOptions {
  /** S. */
  readonly inputSize: number;
  readonly preprocessing: Preprocessing;
}

/**
 * N x 3 x S x S. The crops of one square at one scale are cut from one resized square: the samples equal those
 * of warping each crop by itself, for a sixth of the work, and a very long photograph is never resized as a whole.
 */
export function warpViews(
  raster: Raster,
  views: readonly View[],
  { inputSize, preprocessing }: WarpViewsOptions,
): Float32Array {
  const floats = 3 * inputSize * inputSize;
  const into = new Float32Array(views.length * floats);
  for (const group of sameSquare(views)) {
    const [{ square, scale }] = group.map(({ view }) => view) as [View];
    const whole = group.length > 1 && Number.isInteger(scale);
    const resized = whole ? new Float32Array(3 * scale * scale) : undefined; // 3 x s x s
    if (resized) warpBox(raster, square.box, { width: scale, height: scale, preprocessing, into: resized });
    for (const { view, index } of group) {
      const offset = index * floats;
      const size = { width: inputSize, height: inputSize };
      if (resized) cut(resized, view, { inputSize, into, offset });
      else warpBox(raster, view.box, { ...size, preprocessing, mirror: view.mirror, into, offset });
    }
  }
  return into;
}

/** Groups of views that one resized square serves. */
function sameSquare(views: readonly View[]): { view: View; index: number }[][] {
  const groups = new Map<string, { view: View; index: number }[]>();
  views.forEach((view, index) => {
    const key = `${view.square.place} ${view.scale}`;
    groups.set(key, [...(groups.get(key) ?? []), { view, index }]);
  });
  return [...groups.values()];
}

/** S x S of the resized square, to the pixel. */
function cut(
  resized: Float32Array,
  { box, square, scale, mirror }: View,
  { inputSize, into, offset }: { inputSize: number; into: Float32Array; offset: number },
): void {
  const pixels = scale / (square.box.x2 - square.box.x1); // of the resized square per pixel of the photograph
  const left = Math.round((box.x1 - square.box.x1) * pixels);
  const top = Math.round((box.y1 - square.box.y1) * pixels);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < inputSize; y++) {
      const from = (channel * scale + top + y) * scale + left;
      const row = resized.subarray(from, from + inputSize);
      const to = offset + (channel * inputSize + y) * inputSize;
      into.set(row, to);
      if (mirror) into.subarray(to, to + inputSize).reverse();
    }
  }
}
