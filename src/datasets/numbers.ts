const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A finite decimal number, or undefined: `Number()` without its empty strings, hexadecimals and infinities. */
export function parseDecimal(text: string): number | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Shows a value that came from a file in an error, cut to a readable length. */
export function shown(value: unknown, limit = 60): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > limit ? `"${text.slice(0, limit)}..."` : `"${text}"`;
}

/** Files hold coordinates with a few decimals; beyond these a double has no more to say. */
const MAX_DECIMALS = 17;

/**
 * The number with the fewest decimals near `value` that `restores` accepts: what a file said before its
 * reader computed with it. 12.3 read as 11.3 (stored 11.300000000000001) is written as 12.3 again.
 * @returns `value` itself when none is accepted
 */
function shortestDecimal(value: number, restores: (candidate: number) => boolean): number {
  for (let decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
    const candidate = Number(value.toFixed(decimals));
    if (restores(candidate)) return candidate;
  }
  return value;
}

/** The number that becomes `value` when `offset` is added to it: see {@link shortestDecimal}. */
export function beforeAdding(offset: number, value: number): number {
  return shortestDecimal(value - offset, (candidate) => candidate + offset === value);
}
