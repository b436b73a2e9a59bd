/** A band of object sizes, square pixels. */
export interface AreaRange {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * COCO's bands (pycocotools `Params.areaRng`): of everything, below 32 squared, up to 96 squared, above.
 * Both ends belong to a band, so an object of exactly 32 squared pixels is small and medium alike.
 */
export const cocoAreaRanges: readonly AreaRange[] = [
  { name: 'all', min: 0, max: 1e10 },
  { name: 'small', min: 0, max: 32 ** 2 },
  { name: 'medium', min: 32 ** 2, max: 96 ** 2 },
  { name: 'large', min: 96 ** 2, max: 1e10 },
];

/** Whether `area` is in the band, ends included. */
export function inRange({ min, max }: AreaRange, area: number): boolean {
  return area >= min && area <= max;
}
