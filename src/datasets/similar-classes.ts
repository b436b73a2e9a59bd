/**
 * Groups of class names that are probably one class: they differ by case, blanks, hyphens, underscores, the form of
 * their letters or a plural's s. A detector would learn each as a separate class.
 */
export function similarClasses(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const key = likeness(name);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function likeness(name: string): string {
  const letters = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
  // Short names that differ by an s are different names: "a", "as".
  return letters.length > 3 ? letters.replace(/s$/, '') : letters;
}
