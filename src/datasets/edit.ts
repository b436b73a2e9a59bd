/** Derives a data set from another: fewer images, other classes. Nothing is changed in place. */
import { TruthBuilder } from './columns.js';
import type { ClassRecord, Dataset } from './records.js';

/** The data set with some of its images, in the order given. Classes stay. */
export function selectImages(dataset: Dataset, indices: readonly number[]): Dataset {
  const place = new Map(indices.map((index, at) => [index, at]));
  const images = indices.map((index) => dataset.images[index]!);
  return {
    ...dataset,
    images,
    truth: rowsMapped(
      dataset,
      (image) => place.get(image),
      (one) => one,
    ),
  };
}

/** The data set with other classes; objects of a class for which `classOf` returns undefined are left out. */
export function withClasses(
  dataset: Dataset,
  classes: readonly ClassRecord[],
  classOf: (index: number) => number | undefined,
): Dataset {
  return { ...dataset, classes, truth: rowsMapped(dataset, (image) => image, classOf) };
}

function rowsMapped(
  { truth }: Dataset,
  imageOf: (index: number) => number | undefined,
  classOf: (index: number) => number | undefined,
) {
  const { x1, y1, x2, y2, flags, area, boxArea, origins } = truth;
  const builder = new TruthBuilder();
  for (let row = 0; row < truth.length; row++) {
    const image = imageOf(truth.image[row]!);
    const index = classOf(truth.class[row]!);
    if (image === undefined || index === undefined) continue;
    const box = { x1: x1[row]!, y1: y1[row]!, x2: x2[row]!, y2: y2[row]! };
    const rest = { flags: flags[row]!, area: area[row]!, ...(boxArea && { boxArea: boxArea[row]! }) };
    const origin = { file: origins?.file[row] ?? 0, line: origins?.line[row] ?? 0 };
    builder.add({ image, class: index, ...box, ...rest }, origin);
  }
  return builder.finish(origins?.files ?? []);
}
