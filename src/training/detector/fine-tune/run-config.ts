/** The one record that the folder of a training of a detector's network keeps of what it does. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Dataset } from '../../../datasets/records.js';
import { joinHashes } from '../../../runs/photograph-hashes.js';
import { claimFolder, type RecordKind, readRecord } from '../../../runs/run-record.js';
import type { Model } from '../../../weights/model-file.js';
import { resumeOrMove } from '../../run/resume-or-move.js';
import type { NetworkRunData } from './read-data.js';
import { fineTuneSettingsSchema } from './settings.js';

/** All of it but the settings. */
export const configShape = {
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
  /** Of what the photographs hold, and of the boxes on them that are known to be no object; older runs have none. */
  photographsSha256: z.string().optional(),
  backgroundSha256: z.string().optional(),
  /** Name on the card. */
  name: z.string().min(1),
  /** The files of the photographs' proposals and of the finished detector, if they lie outside the run's folder. */
  proposals: z.string().min(1).optional(),
  out: z.string().min(1).optional(),
} as const;

/** What runs of any settings say. */
export type NetworkRunConfig = z.output<z.ZodObject<typeof configShape>> & {
  readonly settings: { readonly seed: number };
};

const configSchema = z.strictObject({ ...configShape, settings: fineTuneSettingsSchema });

/** @see fineTune */
export type FineTuneConfig = z.output<typeof configSchema>;

export const fineTuneRecord: RecordKind<FineTuneConfig> = {
  file: 'config.json',
  schema: configSchema,
  name: 'the configuration of a fine-tuning',
};

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export function readFineTuneConfig(folder: string): Promise<FineTuneConfig | undefined> {
  return readRecord(folder, fineTuneRecord);
}

/**
 * Begins a run, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that names the values that differ, `disk-full`
 */
export async function claimNetworkRun<Config extends NetworkRunConfig>(
  folder: string,
  record: RecordKind<Config>,
  { config, data, base }: { readonly config: Config; readonly data: NetworkRunData; readonly base: Model },
): Promise<void> {
  const hashes = {
    dataSha256: hashOfData(data.whole),
    baseSha256: base.card.sha256,
    photographsSha256: joinHashes(data.hashes),
    backgroundSha256: hashOfBackground(data.whole),
  };
  const { photographsSha256, backgroundSha256 } = hashes;
  const { proposals, out } = config;
  await claimFolder(
    folder,
    record,
    { ...config, ...hashes },
    {
      fix: resumeOrMove(folder),
      allow: (found) => ({
        ...found,
        photographsSha256: found.photographsSha256 ?? photographsSha256,
        backgroundSha256: found.backgroundSha256 ?? backgroundSha256,
        ...{ proposals, out },
      }),
    },
  );
}

/** Of the images and their objects: a resumed run must learn from the same ones. */
function hashOfData({ images, classes, truth }: Dataset): string {
  const hash = createHash('sha256').update(JSON.stringify([images.map(({ id }) => id), classes]));
  for (const column of [truth.image, truth.class, truth.x1, truth.y1, truth.x2, truth.y2, truth.flags]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}

function hashOfBackground({ images }: Dataset): string {
  const boxes = images.map(({ background = [] }) => background);
  return createHash('sha256').update(JSON.stringify(boxes)).digest('hex');
}
