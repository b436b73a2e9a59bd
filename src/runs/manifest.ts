import { createHash } from 'node:crypto';
import { z } from 'zod';
import { packageVersion } from '../platform/node/package-root.js';
import { type Machine, machineSchema } from './machine.js';
import { type RecordKind, readRecord } from './run-record.js';

const manifestSchema = z.strictObject({
  /** Rises when a program of today would misread the run. */
  format: z.literal(2),
  /** Version of this package. */
  program: z.string(),
  task: z.enum(['detect', 'classify', 'features']),
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
    /** Of the bytes of this shard's photographs, see `hashOfPhotographs`; absent in runs of older versions. */
    photographs: z.string().optional(),
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

/** A run whose images any machine may compute. */
export const planSchema = manifestSchema.omit({ machine: true });

export type Plan = z.output<typeof planSchema>;

/** The manifest of a plan that was computed on machines of a class, as such a machine alone would have written it. */
export function manifestOn(plan: Plan, machine: Machine): Manifest {
  return manifestSchema.parse({ ...plan, machine }); // in the order of the schema
}

/** What a command asks for; the rest of a {@link Manifest} follows from it. */
export interface PlannedRun extends Pick<Manifest, 'task' | 'options' | 'machine' | 'batch' | 'shard'> {
  /** Its card. */
  readonly model: Manifest['model'];
  readonly split: string;
  /** Of all images of the split, in order. */
  readonly ids: readonly string[];
  /** `hashOfPhotographs` of those of this shard. */
  readonly photographs?: string;
}

export function manifestOf({ machine, ...planned }: PlannedRun): Manifest {
  return manifestOn(planOf(planned), machine);
}

export function planOf({ model, split, ids, ...rest }: Omit<PlannedRun, 'machine'>): Plan {
  const { photographs, task, options, batch, shard } = rest;
  return {
    format: 2,
    program: packageVersion(),
    task,
    model: { name: model.name, sha256: model.sha256 },
    options,
    data: { split, images: ids.length, sha256: hashIds(ids), ...(photographs && { photographs }) },
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
