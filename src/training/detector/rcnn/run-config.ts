/** The record of a run of R-CNN's recipe. */
import { z } from 'zod';
import { type RecordKind, readRecord } from '../../../runs/run-record.js';
import { configShape } from '../fine-tune/run-config.js';
import { rcnnSettingsSchema } from './settings.js';

const configSchema = z.strictObject({
  ...configShape,
  /** Tells such a run from other fine-tunings. */
  recipe: z.literal('rcnn'),
  settings: rcnnSettingsSchema,
});

/** @see trainRcnn */
export type RcnnConfig = z.output<typeof configSchema>;

export const rcnnRecord: RecordKind<RcnnConfig> = {
  file: 'config.json',
  schema: configSchema,
  name: 'the configuration of a training by --recipe rcnn',
};

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export function readRcnnConfig(folder: string): Promise<RcnnConfig | undefined> {
  return readRecord(folder, rcnnRecord);
}
