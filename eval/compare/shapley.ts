/** How much each of n switches adds to a total, whatever order they are thrown in (Shapley 1953). */

/**
 * @param value the number with the switches of a bit mask thrown; called once for each of 2^n masks
 * @returns n shares whose sum is `value(all) - value(none)`
 */
export function shapley(n: number, value: (mask: number) => number): number[] {
  const values = Array.from({ length: 2 ** n }, (_, mask) => value(mask));
  const factorial = (m: number): number => (m <= 1 ? 1 : m * factorial(m - 1));
  return Array.from({ length: n }, (_, i) => {
    let share = 0;
    for (let mask = 0; mask < values.length; mask++) {
      if (mask & (1 << i)) continue;
      const before = popcount(mask);
      const weight = (factorial(before) * factorial(n - before - 1)) / factorial(n);
      share += weight * (values[mask | (1 << i)] - values[mask]);
    }
    return share;
  });
}

function popcount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest; rest &= rest - 1) count++;
  return count;
}
