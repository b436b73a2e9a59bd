/** Units of work: ranges of a run's images. */

/** Images of a run from `from` up to, but not including, `to`. */
export interface UnitRange {
  readonly from: number;
  readonly to: number;
}

/** `images 33 to 64`, counted from 1, or `image 33`. */
export function rangeText({ from, to }: UnitRange): string {
  return to - from === 1 ? `image ${to}` : `images ${from + 1} to ${to}`;
}

/** Cuts [from, to) into units that begin at multiples of their size. */
export function unitsOf({ from, to }: UnitRange, size: number): UnitRange[] {
  const units: UnitRange[] = [];
  for (let at = from; at < to; ) {
    const end = Math.min(to, at - (at % size) + size);
    units.push({ from: at, to: end });
    at = end;
  }
  return units;
}

/**
 * A unit in two, at a multiple of the batch where it is larger than one: what is computed together stays together as
 * long as it can.
 */
export function halvesOf({ from, to }: UnitRange, batch: number): [UnitRange, UnitRange] {
  const length = to - from;
  const step = length > batch ? batch : 1;
  const middle = from + Math.max(step, Math.floor(length / 2 / step) * step);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** A piece of results to take: images of `range` from `skip` on. */
export interface Taken<T extends UnitRange> {
  readonly range: T;
  readonly skip: number;
}

export interface Cover<T extends UnitRange> {
  /** In order, without overlap. */
  readonly taken: readonly Taken<T>[];
  /** What no range has. */
  readonly gaps: readonly UnitRange[];
}

/**
 * Covers images 0 to `total` by ranges that may overlap in any way, as units do that were divided by several workers:
 * at each place the one that reaches farthest.
 */
export function coverOf<T extends UnitRange>(ranges: readonly T[], total: number): Cover<T> {
  const sorted = [...ranges].sort((a, b) => a.from - b.from || b.to - a.to);
  const taken: Taken<T>[] = [];
  const gaps: UnitRange[] = [];
  let at = 0;
  let best: T | undefined;
  for (let next = 0; at < total; ) {
    for (; next < sorted.length && sorted[next]!.from <= at; next++) {
      if (best === undefined || sorted[next]!.to > best.to) best = sorted[next];
    }
    if (best !== undefined && best.to > at) {
      taken.push({ range: best, skip: at - best.from });
      at = best.to;
      continue;
    }
    const end = Math.min(total, sorted[next]?.from ?? total);
    gaps.push({ from: at, to: end });
    at = end;
  }
  return { taken, gaps };
}

export function imagesIn(ranges: readonly UnitRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
