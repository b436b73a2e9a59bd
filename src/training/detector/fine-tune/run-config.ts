/** The one record that the folder of a fine-tuning keeps of what it does. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Dataset } from '../../../datasets/records.js';
import { claimFolder, type RecordKind, readRecord } from '../../../runs/run-record.js';
import { resumeOrMove } from '../../run/resume-or-move.js';
import { fineTuneSettingsSchema } from './settings.js';

const configSchema = z.strictObject({
  format: z.literal(1),
  /** The data set, and its splits to learn from and to validate on; default: its own for training and validation. */
  data: z.string().min(1),
  split: z.string().min(1).optional(),
  validationSplit: z.string().min(1).optional(),
  /** The model to begin with: name or file. */
  base: z.string(),
  /** Hashes of the images and objects that are learnt from and of the base's tensors, once the run has begun. */
  dataSha256: z.string().optional(),
  baseSha256: z.string().optional(),
  /** Of what the photographs hold; runs begun before it was recorded have none. */
  photographsSha256: z.string().optional(),
  /** Name on the card. */
  name: z.string().min(1),
  settings: fineTuneSettingsSchema,
});

/** @see fineTune */
export type FineTuneConfig = z.output<typeof configSchema>;

const record: RecordKind<FineTuneConfig> = {
  file: 'config.json',
  schema: configSchema,
  name: 'the configuration of a fine-tuning',
};

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export function readFineTuneConfig(folder: string): Promise<FineTuneConfig | undefined> {
  return readRecord(folder, record);
}

/**
 * Begins a run, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that names the values that differ, `disk-full`
 */
export async function claimFineTuning(folder: string, config: FineTuneConfig): Promise<void> {
  await claimFolder(folder, record, config, {
    fix: resumeOrMove(folder),
    allow: ({ photographsSha256 = config.photographsSha256, ...found }) => ({ ...found, photographsSha256 }),
  });
}

/** Of the images and their objects: a resumed run must learn from the same ones. */
export function hashOfData({ images, classes, truth }: Dataset): string {
  const hash = createHash('sha256').update(JSON.stringify([images.map(({ id }) => id), classes]));
  for (const column of [truth.image, truth.class, truth.x1, truth.y1, truth.x2, truth.y2, truth.flags]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}
