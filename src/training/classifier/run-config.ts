/** The one record that a run's folder keeps of what it does: data, recipe and every value. */
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { claimFolder, type RecordKind, readRecord } from '../../runs/run-record.js';
import { resumeOrMove } from '../run/resume-or-move.js';
import { trainingEngines } from './make-trainer.js';
import { settingsSchema } from './settings.js';

const configSchema = z.strictObject({
  format: z.literal(1),
  /** Folder of photographs. */
  data: z.string().min(1),
  /** What was found there: see `photographsOf`. */
  photographs: z
    .strictObject({ train: z.int(), val: z.int(), sha256: z.string(), contents: z.string().optional() })
    .optional(),
  /** File of lines `<wnid> <names>` that name the classes. */
  synsets: z.string().optional(),
  recipe: z.string(),
  /** What computes. Runs from before there was a choice have no such value. */
  engine: z.enum(trainingEngines).default('tensorflow'),
  settings: settingsSchema,
  /** Of a training that begins with a trained network. */
  fineTuning: z
    .strictObject({
      base: z.string(),
      /** Hash of the base's tensors. */
      baseSha256: z.string(),
      /** Row of Table 1 from which on layers are trained. */
      trainFrom: z.string(),
      /** Fixed crops of each photograph whose features are kept; 0: features are computed anew in each step. */
      views: z.int().nonnegative(),
    })
    .optional(),
});

export type RunConfig = z.output<typeof configSchema>;

const record: RecordKind<RunConfig> = {
  file: 'config.json',
  schema: configSchema,
  name: 'the configuration of a training',
};

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export function readRunConfig(folder: string): Promise<RunConfig | undefined> {
  return readRecord(folder, record);
}

/**
 * Begins a run, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that names the values that differ, `disk-full`
 */
export async function claimRunFolder(folder: string, config: RunConfig): Promise<void> {
  const begun = await hasBegun(folder);
  await claimFolder(folder, record, config, {
    fix: resumeOrMove(folder),
    // Photographs may change until then. What older runs do not record of them is not compared.
    allow: (found) => {
      const photographs = config.photographs && { ...config.photographs, ...(begun && found.photographs) };
      return { ...found, photographs };
    },
  });
}

/** Whether anything depends on the photographs yet. */
async function hasBegun(folder: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => []);
  return files.some((file) => /^(checkpoint-|features)/.test(file));
}
