/** The one record that the folder of a fine-tuning keeps of what it does. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../../../datasets/records.js';
import { RcnnError } from '../../../errors.js';
import { makeFolder } from '../../../platform/node/make-folder.js';
import { writeBeside } from '../../../platform/node/write-beside.js';
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

const FILE = 'config.json';

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export async function readFineTuneConfig(folder: string): Promise<FineTuneConfig | undefined> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ' JSON.';
    throw new RcnnError(
      'bad-file',
      `Expected ${path} to be the configuration of a fine-tuning, but it is not${found}`,
      {
        cause,
      },
    );
  }
}

/**
 * Begins a run, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that says how to resume or begin anew, `disk-full`
 */
export async function claimFineTuning(folder: string, config: FineTuneConfig): Promise<void> {
  const known = await readFineTuneConfig(folder);
  if (known) {
    const different = Object.keys(config).filter((key) => {
      const recorded = key !== 'photographsSha256' || known.photographsSha256 !== undefined;
      return recorded && textOf(known, key) !== textOf(config, key);
    });
    if (different.length === 0) return;
    throw new RcnnError(
      'bad-option',
      `Expected the run in ${folder} to resume as it began, but these differ: ${different.join(', ')}. Resume it with "--run ${folder}" alone and the same photographs, or begin in another folder.`,
    );
  }
  await makeFolder(folder);
  await writeBeside(join(folder, FILE), [`${JSON.stringify(config, undefined, 2)}\n`]);
}

function textOf(config: FineTuneConfig, key: string): string {
  return JSON.stringify(config[key as keyof FineTuneConfig]);
}

/** Of the images and their objects: a resumed run must learn from the same ones. */
export function hashOfData({ images, classes, truth }: Dataset): string {
  const hash = createHash('sha256').update(JSON.stringify([images.map(({ id }) => id), classes]));
  for (const column of [truth.image, truth.class, truth.x1, truth.y1, truth.x2, truth.y2, truth.flags]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}
