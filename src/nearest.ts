/** The name that was probably meant, of those that differ from it in a letter, or in a third of them; undefined for none. A letter alone tells nothing. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of names) {
    const edits = editsBetween(given.toLowerCase(), name.toLowerCase());
    if (edits <= mostEdits(name) && edits < (best?.edits ?? Infinity)) best = { name, edits };
  }
  return best?.name;
}

const mostEdits = (name: string) => Math.max(Math.min(1, name.length - 2), name.length / 3);

/**
 * Of many names those that may be meant, likeliest first: with these words in it, with these letters, spelt like it or like
 * a part of it (`tabby, tabby cat`; `inception_4a/3x3`).
 */
export function nearestFew(given: string, names: readonly string[], most = 5): string[] {
  const text = given.toLowerCase();
  const words = new RegExp(`(?<![a-z\\d])${text.replace(/[^a-z\d\s]/g, '\\$&')}(?![a-z\\d])`);
  const rank = (name: string) => {
    if (text !== '' && words.test(name)) return 0;
    if (text !== '' && name.includes(text)) return 1;
    const parts = [name, ...name.split(/, |\//)].map((part) => ({ part, edits: editsBetween(text, part) }));
    return 1 + Math.min(...parts.map(({ part, edits }) => (edits <= mostEdits(part) ? edits : Infinity)));
  };
  return names
    .map((name) => ({ name, rank: rank(name.toLowerCase()) }))
    .filter((one) => one.rank < Infinity)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Letters to add, drop or change (Levenshtein), a row of the table at a time. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** `; did you mean yolo?` */
export function suggestion(given: string, names: readonly string[]): string {
  const name = nearest(given, names);
  return name === undefined ? '' : `; did you mean ${name}?`;
}
