/**
 * Places of labels along an axis: each as near to its own as at least `gap` from its neighbours allows, in the same
 * order, none beyond `most` while there is room.
 *
 * @param places in any order
 * @returns in the order given
 */
export function spread(
  places: readonly number[],
  { gap, most }: { readonly gap: number; readonly most: number },
): number[] {
  const order = [...places.keys()].sort((a, b) => places[a]! - places[b]! || b - a);
  const own = order.map((at) => places[at]!);
  const up = pushed(own, gap);
  const down = pushed(own.map((place) => -place).reverse(), gap).reverse();
  // Both keep the gaps, and so does their mean.
  const middle = own.map((_, i) => (up[i]! - down[i]!) / 2);
  const within = pushed(middle.map((place) => Math.max(-place, -most)).reverse(), gap).reverse();
  return places.map((_, at) => -within[order.indexOf(at)]!);
}

/** Ascending places, each moved up to the gap from the one before. */
function pushed(ascending: readonly number[], gap: number): number[] {
  let least = Number.NEGATIVE_INFINITY;
  return ascending.map((place) => {
    const moved = Math.max(place, least);
    least = moved + gap;
    return moved;
  });
}
