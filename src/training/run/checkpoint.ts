import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../../errors.js';
import { readSafetensors, writeSafetensors } from '../../weights/safetensors.js';
import type { Weights } from '../../weights/weights.js';

const positionSchema = z.strictObject({
  /** Steps that are done. */
  step: z.int().nonnegative(),
  /** Of the Polyak average. */
  averageUpdates: z.int().nonnegative(),
  /** Best measure of a validation so far, 0..1, and the epochs that were done then; null before the first. */
  best: z
    .strictObject({ top1: z.number().optional(), mAP: z.number().optional(), epoch: z.number() })
    .nullable(),
});

/** The position of a training, stored beside its arrays. */
export type Position = z.output<typeof positionSchema>;

interface Checkpoint {
  readonly position: Position;
  /** Arrays by name. */
  readonly state: Weights;
}

/** A second one, should the disk lose the newest. */
const KEPT = 2;
const KEY = 'training-position';
const PATTERN = /^checkpoint-(\d+)\.safetensors$/;

/**
 * Writes `checkpoint-<step>.safetensors`, beside and renamed, then removes all but the newest two.
 *
 * @throws RcnnError `disk-full` (older ones stay), `bad-weights` for values that are not finite
 */
export async function writeCheckpoint(folder: string, { position, state }: Checkpoint): Promise<void> {
  const path = join(folder, `checkpoint-${String(position.step).padStart(8, '0')}.safetensors`);
  await writeSafetensors(path, state, {
    dtype: 'float32',
    metadata: () => ({ [KEY]: JSON.stringify(position) }),
  });
  for (const { file } of (await checkpointsIn(folder)).slice(KEPT))
    await rm(join(folder, file), { force: true });
}

/**
 * The newest checkpoint of a run; undefined when there is none.
 *
 * @throws RcnnError `bad-weights` that names the file when it is damaged
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const [newest] = await checkpointsIn(folder);
  if (!newest) return undefined;
  const path = join(folder, newest.file);
  const { weights, metadata } = await readSafetensors(path);
  const position = positionSchema.safeParse(JSON.parse(metadata[KEY] ?? 'null'));
  if (!position.success) {
    throw new RcnnError(
      'bad-weights',
      `Expected ${path} to hold the position of its training, but:\n${z.prettifyError(position.error)}\nRemove it to resume from the one before.`,
    );
  }
  return { position: position.data, state: weights };
}

/** Newest first. */
async function checkpointsIn(folder: string): Promise<{ file: string; step: number }[]> {
  const files = await readdir(folder);
  return files
    .flatMap((file) => {
      const match = PATTERN.exec(file);
      return match ? [{ file, step: Number(match[1]) }] : [];
    })
    .sort((a, b) => b.step - a.step);
}
