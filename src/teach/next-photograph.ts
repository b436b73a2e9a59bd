/** Which photograph to label next: the one about which the taught model is least sure. */
import type { Suggested, SuggestedObject } from './messages.js';

export interface NextPhotograph {
  readonly name: string;
  /**
   * `unsure`: the model doubts `count` places, most of all one of `class` with `score`. `order`: no model has looked, so
   * it is the next by name.
   */
  readonly reason: 'unsure' | 'order';
  readonly count?: number;
  readonly class?: string;
  readonly score?: number;
}

/** Below it a place is hardly doubted. */
const DOUBTED = 0.2;

/**
 * Places count by how near their score is to a coin's, summed (1-vs-2 margin, Brust et al., arXiv 1809.09875), those of
 * classes with few objects more.
 *
 * @param names photographs without labels, in order
 */
export function nextPhotograph(
  names: readonly string[],
  {
    suggested,
    counts,
  }: {
    readonly suggested: ReadonlyMap<string, Suggested>;
    readonly counts: readonly { readonly name: string; readonly count: number }[];
  },
): NextPhotograph | undefined {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const rarity = new Map(counts.map(({ name, count }) => [name, Math.sqrt(total / counts.length / count)]));
  const doubtOf = (one: SuggestedObject) => (1 - Math.abs(2 * one.score - 1)) * (rarity.get(one.class) ?? 1);
  let best: { next: NextPhotograph; doubt: number } | undefined;
  for (const name of names) {
    const objects = suggested.get(name)?.objects ?? [];
    const doubted = objects.filter((one) => doubtOf(one) >= DOUBTED).sort((a, b) => doubtOf(b) - doubtOf(a));
    const [most] = doubted;
    if (!most) continue;
    const doubt = doubted.reduce((sum, one) => sum + doubtOf(one), 0);
    if (best && best.doubt >= doubt) continue;
    const { class: of, score } = most;
    best = { doubt, next: { name, reason: 'unsure', count: doubted.length, class: of, score } };
  }
  if (best) return best.next;
  const [first] = names;
  return first === undefined ? undefined : { name: first, reason: 'order' };
}
