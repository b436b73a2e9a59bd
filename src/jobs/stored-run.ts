import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RcnnError } from '../errors.js';
import { jsonOrUndefined } from '../json-or-undefined.js';
import { planSchema } from '../runs/manifest.js';
import { ImageList } from './image-list.js';
import type { Storage } from './storage/storage.js';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

const recordSchema = z.strictObject({
  /** Rises when a worker of today would misread it. */
  format: z.literal(1),
  plan: planSchema,
  /** Images of a unit, before any is divided. */
  unit: z.int().positive(),
  /** Objects below `blobs/` by their SHA-256, see `RunFiles`. */
  files: z.strictObject({ models: z.array(hex64), multibox: hex64.optional(), boxes: hex64.optional() }),
  /** Folder that the names of the photographs are relative to, where the run was submitted. */
  root: z.string(),
  /** SHA-256 of the list of images. */
  images: hex64,
});

/** What was submitted: all that a worker needs beside the photographs. */
export type RunRecord = z.output<typeof recordSchema>;

export interface StoredRun {
  readonly id: string;
  readonly record: RunRecord;
  readonly images: ImageList;
}

/** Digits of a run's id: enough for any number of runs, short enough to type. */
const ID_DIGITS = 16;

export const recordKey = (id: string) => `runs/${id}.json`;
export const imagesKey = (sha256: string) => `images/${sha256}.ndjson`;
export const blobKey = (sha256: string) => `blobs/${sha256}`;

/** The same submission has the same id. */
function runIdOf(record: RunRecord): string {
  return sha256Of(textOf(record)).slice(0, ID_DIGITS);
}

export function sha256Of(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** @returns the id */
export async function writeRecord(storage: Storage, record: RunRecord): Promise<string> {
  const checked = recordSchema.parse(record);
  const id = runIdOf(checked);
  await storage.create(recordKey(id), textOf(checked));
  return id;
}

/** @throws RcnnError `file-not-found` where the storage has no such run, `bad-file` */
export async function readRun(storage: Storage, id: string): Promise<StoredRun> {
  const record = await readRecord(storage, id);
  const bytes = await storage.read(imagesKey(record.images));
  if (!bytes || sha256Of(bytes) !== record.images) {
    throw new RcnnError(
      'bad-file',
      `Expected the list of images of run ${id} in ${storage.url}, but it is ${bytes ? 'damaged' : 'gone'}. Submit the run again.`,
    );
  }
  return { id, record, images: new ImageList(bytes) };
}

/** @throws RcnnError `file-not-found` where the storage has no such run, `bad-file` for one of another version */
export async function readRecord(storage: Storage, id: string): Promise<RunRecord> {
  const bytes = await storage.read(recordKey(id));
  if (!bytes) {
    throw new RcnnError(
      'file-not-found',
      `Expected run ${id} in ${storage.url}, but there is none. \`jobs status\` lists those that are there.`,
    );
  }
  const parsed = recordSchema.safeParse(jsonOrUndefined(bytes.toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-file',
    `Expected ${recordKey(id)} in ${storage.url} to be a run of this version, but:\n${z.prettifyError(parsed.error)}`,
  );
}

/** Ids of all runs, sorted. */
export async function listRuns(storage: Storage): Promise<string[]> {
  return (await storage.list('runs/')).map((key) => key.slice('runs/'.length, -'.json'.length));
}

function textOf(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
