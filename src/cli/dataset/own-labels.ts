/** Which label files `detect` wrote itself: what somebody corrected or added since is never replaced. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RcnnError } from '../../errors.js';
import { firstNames } from '../../first-names.js';
import { fileHash } from '../../platform/node/file-hash.js';
import { moveStaged, type Staged } from '../../platform/node/staged-files.js';
import { writeBeside } from '../../platform/node/write-beside.js';

/** Where labels go. */
interface LabelTarget {
  /** The folder, or the file of a form that is one. */
  readonly path: string;
  /** The folder that holds labels and photographs. */
  readonly root: string;
  /** Name in it of the list of what was written, so that a copy of the folder takes the list along. Readers skip hidden files. */
  readonly list: string;
}

export function labelTarget(path: string, kind: 'file' | 'folder'): LabelTarget {
  if (kind === 'folder') return { path, root: path, list: '.detect.json' };
  return { path, root: dirname(path), list: `.${basename(path)}.detect.json` };
}

/** Hashes of what was written under each name: several where a call was killed as it replaced them. */
type Written = Readonly<Record<string, readonly string[]>>;

/** Names that an error lists. */
const NAMED = 3;

/**
 * @param names of the files that would be written, from the root
 * @throws RcnnError `bad-option` naming those that are not as the last call left them, or the labels of other photographs
 */
export async function expectOwnLabels(target: LabelTarget, names: readonly string[]): Promise<void> {
  const written = await readList(target);
  const asked = new Set(names);
  const others = Object.keys(written).filter((name) => !asked.has(name));
  const there = await expectUnchanged(target, [...names, ...others], written);
  const left = others.filter((name) => there.has(name));
  if (left.length > 0) throw refusal(target, left, 'of photographs that are not among these');
}

/** @returns those that are there */
async function expectUnchanged(
  target: LabelTarget,
  names: readonly string[],
  written: Written,
): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  const changed: string[] = [];
  for (const name of names) {
    const hash = await hashOf(join(target.root, name));
    if (hash === undefined) continue;
    there.add(name);
    if (!written[name]?.includes(hash)) changed.push(name);
  }
  if (changed.length > 0) throw refusal(target, changed, 'that it did not write or that were changed since');
  return there;
}

function refusal({ root }: LabelTarget, names: readonly string[], what: string): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected --out to be a new folder, or one as \`detect\` left it for these photographs, but ${root} has labels ${what}: ${firstNames(names, NAMED)}. Name another folder with --out.`,
  );
}

/** @throws RcnnError `bad-option` naming those that somebody changed, before any is replaced */
export async function replaceOwnLabels(target: LabelTarget, { staging, files }: Staged): Promise<void> {
  const { root } = target;
  const former = await readList(target);
  await expectUnchanged(target, files, former);
  const now: Record<string, readonly string[]> = {};
  for (const name of files) now[name] = [(await hashOf(join(staging, name)))!];
  // Whatever stops it in between, the next call knows of both.
  const both = files.map((name) => [name, [...(former[name] ?? []), ...now[name]!]] as const);
  await keepList(target, { ...former, ...Object.fromEntries(both) });
  for (const name of files) await moveStaged(root, staging, name);
  await keepList(target, { ...former, ...now });
}

async function hashOf(file: string): Promise<string | undefined> {
  try {
    return await fileHash(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new RcnnError('bad-file', `Expected to read ${file}, but the system refused: ${code}.`, {
      cause: error,
    });
  }
}

/** A list that is broken is none: then nothing that is there is known. */
async function readList({ root, list }: LabelTarget): Promise<Written> {
  try {
    const { written } = JSON.parse(await readFile(join(root, list), 'utf8')) as { written: Written };
    const entries = Object.entries(written).filter(([, hashes]) => Array.isArray(hashes));
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function keepList({ root, list }: LabelTarget, written: Written): Promise<void> {
  return writeBeside(join(root, list), [JSON.stringify({ written })]);
}
