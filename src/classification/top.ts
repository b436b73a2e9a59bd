/** K = classes. */

/** Indices of the `count` largest of K scores, best first; the lower index of equals. */
export function topIndices(scores: Float32Array, count: number): number[] {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  return order.slice(0, count);
}
