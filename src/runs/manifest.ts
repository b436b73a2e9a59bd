import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { packageVersion } from '../platform/node/package-root.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { machineSchema } from './machine.js';

const MANIFEST_FILE = 'manifest.json';

const manifestSchema = z.strictObject({
  /** Rises when a program of today would misread the run. */
  format: z.literal(2),
  /** Version of this package. */
  program: z.string(),
  task: z.enum(['detect', 'classify']),
  model: z.strictObject({ name: z.string(), sha256: z.string() }),
  /** All that the results depend on besides, defaults included. */
  options: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What computes it. */
  machine: machineSchema,
  data: z.strictObject({
    split: z.string(),
    /** Of the whole split. */
    images: z.int().nonnegative(),
    /** Of the list of their ids, see {@link hashIds}. */
    sha256: z.string(),
  }),
  /** Images computed together; shards take turns by as many. */
  batch: z.int().positive(),
  shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }),
});

/**
 * What a run computes, beside its results. Neither times nor paths: the same command gives the same bytes on
 * every machine of a kind.
 */
export type Manifest = z.output<typeof manifestSchema>;

/** What a command asks for; the rest of a {@link Manifest} follows from it. */
export interface PlannedRun extends Pick<Manifest, 'task' | 'options' | 'machine' | 'batch' | 'shard'> {
  /** Its card. */
  readonly model: Manifest['model'];
  readonly split: string;
  /** Of all images of the split, in order. */
  readonly ids: readonly string[];
}

export function manifestOf({
  model,
  split,
  ids,
  task,
  options,
  machine,
  batch,
  shard,
}: PlannedRun): Manifest {
  return {
    format: 2,
    program: packageVersion(),
    task,
    model: { name: model.name, sha256: model.sha256 },
    options,
    machine,
    data: { split, images: ids.length, sha256: hashIds(ids) },
    batch,
    shard,
  };
}

/** SHA-256 of image ids, each ended by a newline. */
export function hashIds(ids: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const id of ids) hash.update(`${id}\n`);
  return hash.digest('hex');
}

/** @returns undefined when the folder has none @throws RcnnError `bad-file` */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RcnnError('bad-file', `Expected to read ${file}, but: ${(cause as Error).message}`, { cause });
  }
  const parsed = manifestSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-file',
    `Expected ${file} to be the manifest of a run, but:\n${z.prettifyError(parsed.error)}`,
  );
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeBeside(join(folder, MANIFEST_FILE), [`${JSON.stringify(manifest, null, 2)}\n`]);
}

/** Names and values of the fields in which two manifests differ: `options.count: 500, not 1000`. */
export function differences(found: Manifest, expected: Manifest): string[] {
  const [a, b] = [fields(found), fields(expected)];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  return names.flatMap((name) =>
    a.get(name) === b.get(name)
      ? []
      : [`${name}: ${a.get(name) ?? 'nothing'}, not ${b.get(name) ?? 'nothing'}`],
  );
}

/**
 * Runs are never mixed in one folder.
 *
 * @param option the one that names the folder
 * @throws RcnnError `bad-option` with the fields that differ
 */
export function expectSameRun(
  folder: string,
  found: Manifest,
  { expected, option }: { readonly expected: Manifest; readonly option: string },
): void {
  const fields = differences(found, expected);
  if (fields.length === 0) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${folder} to hold this run, but it holds another:\n  ${fields.join('\n  ')}\nName another folder with ${option}, or remove this one.`,
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says what was expected
  }
}
