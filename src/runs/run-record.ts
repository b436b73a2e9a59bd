/**
 * The record that a run's folder keeps of what is done in it: whatever runs, no second run uses the folder, and the
 * first one resumes as it began.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { jsonOrUndefined } from '../json-or-undefined.js';
import { makeFolder } from '../platform/node/make-folder.js';
import { writeBeside } from '../platform/node/write-beside.js';

export interface RecordKind<T> {
  /** In the run's folder. */
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** For messages: "the manifest of a run". */
  readonly name: string;
}

/** @returns undefined when the folder has none @throws RcnnError `bad-file` */
export async function readRecord<T>(folder: string, kind: RecordKind<T>): Promise<T | undefined> {
  const path = join(folder, kind.file);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RcnnError('bad-file', `Expected to read ${path}, but: ${(cause as Error).message}`, { cause });
  }
  const parsed = kind.schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-file',
    `Expected ${path} to be ${kind.name}, but:\n${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}

export async function writeRecord<T>(folder: string, kind: RecordKind<T>, record: T): Promise<void> {
  await writeBeside(join(folder, kind.file), [`${JSON.stringify(record, undefined, 2)}\n`]);
}

export interface ClaimOptions<T> {
  /** For the message about another run in the folder: what to do then. */
  readonly fix: string;
  /** What stands for a field that differs, by its dotted name, where its values tell people nothing. */
  readonly words?: Readonly<Record<string, string>>;
  /** The record that was found, with what may still change as this run has it. */
  readonly allow?: (found: T) => T;
}

/**
 * Makes the folder and begins the run in it, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that names the fields that differ, `bad-file`, `disk-full`
 */
export async function claimFolder<T extends object>(
  folder: string,
  kind: RecordKind<T>,
  record: T,
  { fix, words, allow = (found) => found }: ClaimOptions<T>,
): Promise<void> {
  await makeFolder(folder);
  const found = await readRecord(folder, kind);
  if (found) expectSame(folder, allow(found), { expected: record, fix, ...(words && { words }) });
  if (!found || differences(found, record).length > 0) await writeRecord(folder, kind, record);
}

/**
 * Runs are never mixed in one folder.
 *
 * @throws RcnnError `bad-option` with the fields that differ
 */
export function expectSame(
  folder: string,
  found: object,
  { expected, fix, words = {} }: { readonly expected: object } & Pick<ClaimOptions<never>, 'fix' | 'words'>,
): void {
  const fields = differences(found, expected).map(
    (field) => words[field.slice(0, field.indexOf(':'))] ?? field,
  );
  if (fields.length === 0) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${folder} to hold this run, but it holds another:\n  ${fields.join('\n  ')}\n${fix}`,
  );
}

/** Names and values of the fields in which two records differ: `options.count: 500, not 1000`. */
export function differences(found: object, expected: object): string[] {
  const [a, b] = [fields(found), fields(expected)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name) =>
    a.get(name) === b.get(name)
      ? []
      : [`${name}: ${a.get(name) ?? 'nothing'}, not ${b.get(name) ?? 'nothing'}`],
  );
}

/** Leaves of nested records by their dotted name. */
function fields(value: object, prefix = ''): Map<string, unknown> {
  return new Map(
    Object.entries(value).flatMap(([key, field]): [string, unknown][] =>
      typeof field === 'object' && field !== null
        ? [...fields(field, `${prefix}${key}.`)]
        : [[prefix + key, field]],
    ),
  );
}
