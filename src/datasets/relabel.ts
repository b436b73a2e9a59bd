/** Renames, merges and drops classes. Each function returns a new data set. */
import { RcnnError, unknownName } from '../errors.js';
import { withClasses } from './edit.js';
import type { ClassRecord, Dataset } from './records.js';

/**
 * @param names pairs of an old and a new name
 * @throws RcnnError `bad-option` for an unknown class, or a new name that another class has
 */
export function renameClasses(dataset: Dataset, names: ReadonlyMap<string, string>): Dataset {
  for (const name of names.keys()) indexOf(dataset, name);
  const classes = dataset.classes.map((one) => ({ ...one, name: names.get(one.name) ?? one.name }));
  const twice = classes.find(({ name }, index) => classes.findIndex((one) => one.name === name) !== index);
  if (twice) {
    const message = `Expected new names that no other class has, but two classes would be "${twice.name}". To join them, use dataset merge.`;
    throw new RcnnError('bad-option', message);
  }
  return { ...dataset, classes };
}

/**
 * Merges several classes into one, in the position of the first of them.
 * @throws RcnnError `bad-option` for an unknown class, or fewer than two classes to merge
 */
export function mergeClasses(dataset: Dataset, names: readonly string[], into: string): Dataset {
  const merged = new Set(names.map((name) => indexOf(dataset, name)));
  const other = dataset.classes.findIndex(({ name }) => name === into);
  if (other >= 0) merged.add(other);
  if (merged.size < 2) {
    throw new RcnnError(
      'bad-option',
      `Expected at least two classes to merge, but got ${names.join(', ')} into ${into}.`,
    );
  }
  const first = Math.min(...merged);
  const kept = dataset.classes.flatMap((one, index): (ClassRecord & { index: number })[] => {
    if (index === first) return [{ ...one, name: into, index }];
    return merged.has(index) ? [] : [{ ...one, index }];
  });
  const place = new Map(kept.map(({ index }, at) => [index, at]));
  const classes = kept.map(({ index: _, ...one }) => one);
  return withClasses(dataset, classes, (index) => place.get(merged.has(index) ? first : index));
}

/**
 * Removes classes and their objects; photographs stay, even without objects.
 * @throws RcnnError `bad-option` for an unknown class, or when none would be left
 */
export function dropClasses(dataset: Dataset, names: readonly string[]): Dataset {
  const dropped = new Set(names.map((name) => indexOf(dataset, name)));
  const kept = [...dataset.classes.keys()].filter((index) => !dropped.has(index));
  if (kept.length === 0)
    throw new RcnnError(
      'bad-option',
      'Expected at least one class to be left, but all are dropped: name fewer.',
    );
  const place = new Map(kept.map((index, at) => [index, at]));
  return withClasses(
    dataset,
    kept.map((index) => dataset.classes[index]!),
    (index) => place.get(index),
  );
}

function indexOf({ classes }: Dataset, name: string): number {
  const index = classes.findIndex((one) => one.name === name);
  if (index >= 0) return index;
  throw unknownName(
    'the class',
    name,
    classes.map((one) => one.name),
  );
}
