import type { Dataset, TruthTable } from '../../src/datasets/records.js';

/** The data set with `count` of its photographs, spread evenly over it, and their objects. */
export function evenly(dataset: Dataset, count: number): Dataset {
  const step = Math.max(1, Math.floor(dataset.images.length / count));
  const place = new Map<number, number>();
  for (let i = 0; i < dataset.images.length && place.size < count; i += step) place.set(i, place.size);
  const { truth } = dataset;
  const rows = [...truth.image.keys()].filter((row) => place.has(truth.image[row]!));
  const pick = <
    A extends { map(of: (value: number, row: number) => number): A; slice(from: number, to: number): A },
  >(
    column: A,
  ): A => column.slice(0, rows.length).map((_, to) => (column as unknown as ArrayLike<number>)[rows[to]!]!);
  const { x1, y1, x2, y2 } = truth;
  const chosen: TruthTable = {
    length: rows.length,
    image: pick(truth.image).map((image) => place.get(image)!),
    class: pick(truth.class),
    ...{ x1: pick(x1), y1: pick(y1), x2: pick(x2), y2: pick(y2) },
    flags: pick(truth.flags),
    area: pick(truth.area),
  };
  return { ...dataset, images: [...place.keys()].map((i) => dataset.images[i]!), truth: chosen };
}
