/** R = regions of one image, F = features, K = classes. */

import { type RegionReader, readRegions } from '../../../detection/regions/region-reader.js';
import { Boxes } from '../../geometry/boxes.js';
import type { Raster } from '../../imaging/raster.js';
import type { Examples } from './examples.js';
import { clearObjects, type ImageTruth, labelRegions } from './label-regions.js';
import { type SampleCounts, sampleRegions } from './sample-regions.js';

/** About what R-CNN's batches hold: a quarter of positives, and negatives that mostly touch an object. */
const COUNTS: SampleCounts = { positives: 30, near: 60, far: 40 };

export interface ExtractOptions {
  readonly proposals: Boxes;
  readonly reader: RegionReader;
  /** The output of the reader's network that holds the features. */
  readonly output: string;
  readonly classes: number;
  readonly random: () => number;
}

/** Samples regions of one image, the annotated objects among them, and reads their features. */
export async function extractExamples(
  image: Raster,
  truth: ImageTruth,
  { proposals, reader, output, classes, random }: ExtractOptions,
): Promise<Examples> {
  const objects = clearObjects(truth);
  const regions = Boxes.concat([objects, proposals]);
  const labels = labelRegions(regions, truth, classes);
  const chosen = sampleRegions(labels, { objects: objects.length, classes, counts: COUNTS, random });
  const opened = await reader.open(image);
  const features = await readRegions(opened, regions.pick(chosen), { batch: reader.batch, output });
  const rowsOf = (values: ArrayLike<number>, width: number) => {
    const rows = new Float32Array(chosen.length * width);
    chosen.forEach((from, to) => {
      for (let i = 0; i < width; i++) rows[to * width + i] = values[from * width + i];
    });
    return rows;
  };
  return {
    length: chosen.length,
    features,
    overlaps: rowsOf(labels.overlaps, classes),
    positive: rowsOf(labels.positive, 1),
    deltas: rowsOf(labels.deltas, 4),
  };
}
