/**
 * The first number in the keys of seeded draws: draws of the same seed for other purposes are unrelated. A number never
 * changes, or the same command would give other results.
 */
export const PURPOSE = {
  patches: 1,
  epochOrder: 2,
  dropout: 3,
  featureViews: 4,
  regionExamples: 5,
  pruning: 6,
  /** Its key is this number alone: all runs measure on the same photographs, so that they compare. */
  measuredPhotographs: 7,
  folds: 8,
  /** The number of `folds`, but alone: keys of other lengths give unrelated draws. */
  quantizationRanges: 8,
  reportPictures: 9,
  windows: 10,
} as const;

/** The same for benchmarks. Where two share a number, no run draws for both. */
export const BENCH_PURPOSE = {
  ownClasses: 11,
  heldOutClasses: 12,
  teachOrder: 12,
  clientPauses: 13,
  drawnBoxes: 13,
} as const;

/** What MultiBox draws: the second number of its keys, after the seed. */
export const MULTIBOX_PURPOSE = { priors: 11, order: 12 } as const;
