/** R = regions of one hierarchy. The order of selective search's boxes (Selective Search, section 3.4). */

/**
 * A rank for each region, smaller is better: its place counted from the end of the merging (1 is the whole
 * image), times a random number, so that large regions come first but no hierarchy's small ones come last.
 */
export function mergeOrderRanks(regions: number, random: () => number): Float64Array {
  return Float64Array.from({ length: regions }, (_, region) => (regions - region) * random());
}
