import type { OnProblem } from '../problem.js';
import type { ClassRecord } from '../records.js';
import type { Category } from './entries.js';
import type { CocoIds } from './ids.js';

/** A class and the categories of the file that it combines: codes of {@link CocoIds}. */
export interface CocoClass {
  readonly record: ClassRecord;
  readonly codes: readonly number[];
}

export interface ClassesOfOptions {
  readonly file: string;
  readonly ids: CocoIds;
  /** Whether any object is of the category. */
  readonly used: (code: number) => boolean;
  readonly onProblem: OnProblem | undefined;
}

/**
 * The classes of a file's categories, by rising id. Two categories of one name (exports of Roboflow have a parent of
 * all that is called as one of them) are one class: asking for it by name means the objects of both.
 */
export function classesOf(categories: readonly Category[], options: ClassesOfOptions): CocoClass[] {
  const { file, ids, used, onProblem } = options;
  const byName = new Map<string, Category[]>();
  for (const category of [...categories].sort((a, b) => a.id - b.id)) {
    const same = byName.get(category.name) ?? [];
    byName.set(category.name, [...same, category]);
    if (same.length === 0) continue;
    const message = `expected each category name once, but "${category.name}" is ${ids.text(same[0]!.id)} and ${ids.text(category.id)}: taken as one class.`;
    onProblem?.({ kind: 'duplicate', file, line: category.line, message });
  }
  const free = freeIds(categories);
  return [...byName.values()].map((same) => {
    const { line: _, parent: __, ...first } = same.find(({ id }) => used(id)) ?? same[0]!;
    const id = Number.isInteger(first.id) ? first.id : free.next().value!;
    const textId = ids.quoted(first.id);
    const aliases = same.flatMap(({ id: code }) =>
      code === id ? [] : [Number.isInteger(code) ? code : ids.text(code)],
    );
    return {
      record: {
        ...first,
        id,
        ...(textId !== undefined && { textId }),
        ...(aliases.length > 0 && { aliases }),
      },
      codes: same.map(({ id: code }) => code),
    };
  });
}

/** Numbers for categories whose id is not a number. */
function* freeIds(categories: readonly Category[]): Generator<number, undefined> {
  const taken = new Set(categories.map(({ id }) => id));
  for (let id = 1; ; id++) if (!taken.has(id)) yield id;
}

/**
 * Roboflow puts a category 0 above those that were labelled. One without objects that others name as their
 * `supercategory` is no class: it would shift every class of a detector, or be one that is never found.
 */
export function withoutParents(
  categories: readonly Category[],
  used: (code: number) => boolean,
  { onNote, classes = [], file }: WithoutParentsOptions,
): readonly Category[] {
  const parents = new Set(categories.map(({ parent }) => parent));
  return categories.filter(({ id, name, parent, line }) => {
    const isClass = used(id) || parent === name || !parents.has(name) || classes.includes(name);
    if (!isClass) {
      const message = `the category ${name} has no objects and is only above others: it is no class.`;
      onNote?.({ kind: 'unused-class', file, line, message });
    }
    return isClass;
  });
}

export interface WithoutParentsOptions {
  readonly file: string;
  readonly classes?: readonly string[];
  readonly onNote?: OnProblem;
}
