import { createHash } from 'node:crypto';
import { z } from 'zod';
import { packageVersion } from '../platform/node/package-root.js';
import { machineSchema } from './machine.js';
import { type RecordKind, readRecord } from './run-record.js';

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

export const manifestRecord: RecordKind<Manifest> = {
  file: 'manifest.json',
  schema: manifestSchema,
  name: 'the manifest of a run',
};

/** For the message about a folder that holds another run. @param option the one that names the folder */
export function otherFolder(option: string): string {
  return `Name another folder with ${option}, or remove this one.`;
}

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
export function readManifest(folder: string): Promise<Manifest | undefined> {
  return readRecord(folder, manifestRecord);
}
