const NAMES: readonly [RegExp, string][] = [
  [/^(train|training)$/i, 'train'],
  [/^(val|valid|validation)$/i, 'val'],
  [/^(test|testing)$/i, 'test'],
];

/** What is written without a split is labels to train on. */
export const UNNAMED_SPLIT = 'train';

/** `valid` and `validation` are `val`; other names are kept. */
export function splitName(name: string): string {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

export function isSplitName(name: string): boolean {
  return NAMES.some(([pattern]) => pattern.test(name));
}
