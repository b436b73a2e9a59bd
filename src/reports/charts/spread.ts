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
  const spread = [...places];
  order.forEach((at, i) => {
    if (i > 0) spread[at] = Math.max(spread[at]!, spread[order[i - 1]!]! + gap);
  });
  let limit = most;
  for (const at of order.reverse()) {
    spread[at] = Math.min(spread[at]!, limit);
    limit = spread[at]! - gap;
  }
  return spread;
}
