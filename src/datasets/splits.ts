import { join } from 'node:path';
import { RcnnError } from '../errors.js';
import type { FormatRow } from './format.js';
import { type Look, lookAt, lookAtMaybe } from './look.js';
import { missingSplit } from './missing-split.js';
import { isSplitName, splitName } from './split-names.js';

/** What the data are for: decides which of several splits is read. */
export type Use = 'train' | 'evaluate' | 'all';

/** In order of preference. The test set is used only where there is no other. */
const PREFERRED: Readonly<Record<Exclude<Use, 'all'>, readonly string[]>> = {
  train: ['train', 'trainval'],
  evaluate: ['val', 'test'],
};

/** One split, or a set without splits, and the path that its format's reader takes. */
export interface Part {
  readonly path: string;
  /** As the reader takes it. */
  readonly split?: string;
  /** As people know it: `valid` is `val`. */
  readonly name?: string;
  /** See `ReadPartOptions`. */
  readonly searchRoot?: string;
}

export interface Located<Name> {
  readonly format: Name;
  readonly parts: readonly Part[];
}

type Table<Name extends string> = Readonly<Record<Name, FormatRow>>;

/**
 * Finds the format of a path and its splits: those of the folder itself, of its folders `train`, `valid`, `test`,
 * or of its only folder with data, as in an unpacked archive.
 * @returns undefined where no format is recognised
 * @throws RcnnError `file-not-found`
 */
export async function locate<Name extends string>(
  path: string,
  table: Table<Name>,
): Promise<Located<Name> | undefined> {
  const look = await lookAt(path);
  const own = await sniffed(look, table);
  if (own !== undefined) return { format: own, parts: await partsOf(look, table[own]) };
  const looks = await Promise.all(look.folders.map((name) => lookAtMaybe(join(path, name))));
  const formats = await Promise.all(looks.map((one) => sniffed(one, table)));
  const found = looks.flatMap(({ path }, index) =>
    formats[index] === undefined ? [] : [{ path, format: formats[index]!, folder: look.folders[index]! }],
  );
  const splits = found.filter(({ folder }) => isSplitName(folder));
  const [first] = splits;
  if (first && splits.every(({ format }) => format === first.format)) {
    return {
      format: first.format,
      parts: splits.map(({ path, folder }) => ({ path, name: splitName(folder) })),
    };
  }
  const inner = look.folders.length === 1 ? looks : found;
  const located = inner.length === 1 ? await locate(inner[0]!.path, table) : undefined;
  if (!located || look.folders.length === 1) return located;
  return { ...located, parts: located.parts.map((part) => ({ searchRoot: path, ...part })) };
}

/** The parts of a path that is of this format itself. */
export async function partsOf(look: Look, row: FormatRow): Promise<Part[]> {
  const names = (await row.truth?.splits?.(look)) ?? [];
  const { path } = look;
  return names.length === 0 ? [{ path }] : names.map((split) => ({ path, split, name: splitName(split) }));
}

async function sniffed<Name extends string>(look: Look, table: Table<Name>): Promise<Name | undefined> {
  for (const name of Object.keys(table) as Name[]) {
    if (await table[name].truth?.sniff(look)) return name;
  }
  return undefined;
}

interface PartChoice {
  readonly split: string | undefined;
  readonly use: Use;
  readonly path: string;
  /** Of the format's row. */
  readonly unlisted?: boolean | undefined;
}

/**
 * The parts to read.
 * @throws RcnnError `bad-option` where several splits qualify, and for a split that there is not
 */
export function chooseParts(
  parts: readonly Part[],
  { split, use, path, unlisted = false }: PartChoice,
): readonly Part[] {
  const named = (wanted: string) => parts.filter(({ name }) => name === wanted);
  if (split !== undefined) return chosenBy(split, parts, { path, unlisted });
  if (parts.length <= 1 || use === 'all') return parts;
  for (const wanted of PREFERRED[use]) if (named(wanted).length > 0) return named(wanted);
  throw new RcnnError(
    'bad-option',
    `Expected one split of ${path} to be chosen; those found are ${namesOf(parts)}. Choose one with --split.`,
  );
}

function chosenBy(
  split: string,
  parts: readonly Part[],
  { path, unlisted }: { readonly path: string; readonly unlisted: boolean },
): readonly Part[] {
  const exact = parts.filter((part) => part.split === split);
  if (exact.length > 0) return exact;
  const alike = parts.filter(({ name }) => name !== undefined && name === splitName(split));
  if (alike.length > 0) return alike;
  const [only] = parts;
  if (unlisted && only && parts.every((part) => part.path === only.path))
    return [{ path: only.path, split, name: split }];
  throw missingSplit(
    split,
    path,
    parts.flatMap(({ name }) => name ?? []),
  );
}

function namesOf(parts: readonly Part[]): string {
  return parts.map(({ name = '' }) => name).join(', ');
}
