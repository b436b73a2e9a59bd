/** What a data set contains, counted. */
import type { Dataset } from './records.js';
import { rowsOfClasses } from './rows.js';

/** Sides of COCO's small and large objects, in pixels: their areas are 32 x 32 and 96 x 96 (cocoapi, `areaRng`). */
const SMALL = 32 ** 2;
const LARGE = 96 ** 2;

interface ClassStatistics {
  readonly name: string;
  readonly objects: number;
  /** Photographs with at least one. */
  readonly images: number;
  /** By area of the box: below 32 x 32 pixels, up to 96 x 96, larger. */
  readonly small: number;
  readonly medium: number;
  readonly large: number;
  /** Of the longer side of a box, in pixels; 0 without objects. */
  readonly medianSide: number;
  /** Objects by split, where there are splits. */
  readonly splits: Readonly<Record<string, number>>;
}

export interface Statistics {
  readonly images: number;
  readonly objects: number;
  /** Photographs without objects. */
  readonly empty: number;
  /** Images by split, where there are splits. */
  readonly splits: Readonly<Record<string, number>>;
  readonly mostObjects: number;
  readonly classes: readonly ClassStatistics[];
}

export function statisticsOf(dataset: Dataset): Statistics {
  const { images, truth, classes } = dataset;
  const perImage = new Int32Array(images.length);
  for (const image of truth.image) perImage[image]!++;
  return {
    images: images.length,
    objects: truth.length,
    empty: perImage.filter((count) => count === 0).length,
    splits: countBy(images.map(({ split }) => split)),
    mostObjects: perImage.reduce((most, count) => Math.max(most, count), 0),
    classes: rowsOfClasses(dataset).map((rows, k) => ({
      name: classes[k]!.name,
      ...statisticsOfRows(dataset, rows),
    })),
  };
}

function statisticsOfRows(
  { images, truth }: Dataset,
  rows: readonly number[],
): Omit<ClassStatistics, 'name'> {
  const sides = rows.map((row) => ({
    width: truth.x2[row]! - truth.x1[row]!,
    height: truth.y2[row]! - truth.y1[row]!,
  }));
  const areas = sides.map(({ width, height }) => width * height);
  const small = areas.filter((area) => area < SMALL).length;
  const large = areas.filter((area) => area > LARGE).length;
  return {
    objects: rows.length,
    images: new Set(rows.map((row) => truth.image[row])).size,
    small,
    medium: rows.length - small - large,
    large,
    medianSide: median(sides.map(({ width, height }) => Math.max(width, height))),
    splits: countBy(rows.map((row) => images[truth.image[row]!]!.split)),
  };
}

function countBy(names: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
