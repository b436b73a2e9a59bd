/** E = examples, the regions of all photographs, F = features, K = classes. */
import { joinFloats } from '../../join-floats.js';
import { type ImageTruth, labelRegions } from './label-regions.js';
import type { PhotographFeatures } from './photograph-features.js';
import { type Standard, standardise, standardOf } from './standardise.js';

/** What heads are fitted to and judged by: the regions of all photographs, with what the truth says of them. */
export interface HeadMaterial {
  readonly length: number;
  readonly width: number;
  /** E x F, standardised. */
  readonly features: Float32Array;
  readonly standard: Standard;
  /** E x K, E and E x 4: see label-regions.ts. */
  readonly overlaps: Uint8Array;
  readonly positive: Int16Array;
  readonly deltas: Float32Array;
  /** E: 1 where a region lies on a difficult object, and is for nothing and against nothing. */
  readonly ignored: Uint8Array;
  /** One per photograph; `start` is the row of its first region. */
  readonly photographs: readonly (Omit<PhotographFeatures, 'features'> & { readonly start: number })[];
}

/** @param truth of each photograph */
export function headMaterial(
  photographs: readonly PhotographFeatures[],
  truth: readonly ImageTruth[],
  classes: number,
): HeadMaterial {
  const starts: number[] = [];
  let length = 0;
  for (const { boxes } of photographs) {
    starts.push(length);
    length += boxes.length;
  }
  const features = joinFloats(photographs.map((one) => one.features));
  const width = features.length / length;
  const standard = standardOf({ features, length }, width);
  standardise(features, standard);
  const labels = {
    overlaps: new Uint8Array(length * classes),
    positive: new Int16Array(length),
    deltas: new Float32Array(4 * length),
    ignored: new Uint8Array(length),
  };
  for (const [p, { boxes }] of photographs.entries()) {
    const own = labelRegions(boxes, truth[p], classes);
    labels.overlaps.set(own.overlaps, starts[p] * classes);
    labels.positive.set(own.positive, starts[p]);
    labels.deltas.set(own.deltas, 4 * starts[p]);
    labels.ignored.set(own.ignored, starts[p]);
  }
  const places = photographs.map(({ features: _, ...rest }, p) => ({ ...rest, start: starts[p] }));
  return { length, width, features, standard, ...labels, photographs: places };
}

/** Regions of some photographs that teach. */
export function rowsOf({ photographs, ignored }: HeadMaterial, wanted: readonly number[]): Int32Array {
  const rows = wanted.flatMap((p) => {
    const { start, boxes } = photographs[p];
    return Array.from({ length: boxes.length }, (_, r) => start + r);
  });
  return Int32Array.from(rows.filter((row) => ignored[row] === 0));
}
