/** The one record that a run's folder keeps of what it does: data, recipe and every value. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../../errors.js';
import { makeFolder } from '../../platform/node/make-folder.js';
import { writeBeside } from '../../platform/node/write-beside.js';
import { trainingEngines } from './make-trainer.js';
import { settingsSchema } from './settings.js';

const configSchema = z.strictObject({
  format: z.literal(1),
  /** Folder of photographs. */
  data: z.string().min(1),
  /** What was found there: see `photographsOf`. */
  photographs: z.strictObject({ train: z.int(), val: z.int(), sha256: z.string() }).optional(),
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

const FILE = 'config.json';

/** What a run's folder says; undefined where there is no run yet. @throws RcnnError `bad-file` */
export async function readRunConfig(folder: string): Promise<RunConfig | undefined> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (cause) {
    const found = cause instanceof z.ZodError ? `:\n${z.prettifyError(cause)}` : ' JSON.';
    throw new RcnnError(
      'bad-file',
      `Expected ${path} to be the configuration of a run, but it is not${found}`,
      {
        cause,
      },
    );
  }
}

/**
 * Begins a run, or makes sure that the folder's run is the same one.
 *
 * @throws RcnnError `bad-option` that names the values that differ, `disk-full`
 */
export async function claimRunFolder(folder: string, config: RunConfig): Promise<void> {
  await makeFolder(folder);
  const known = await readRunConfig(folder);
  if (known) {
    const begun = await hasBegun(folder);
    // They may change until then; runs begun before they were recorded have none.
    const bound = begun && known.photographs !== undefined;
    const different = differences(bound ? known : { ...known, photographs: config.photographs }, config);
    if (different.length > 0) throw differs(folder, different);
    if (begun) return;
  }
  await writeBeside(join(folder, FILE), [`${JSON.stringify(config, undefined, 2)}\n`]);
}

function differs(folder: string, different: readonly string[]): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected the run in ${folder} to resume as it began, but these differ:\n  ${different.join('\n  ')}\nResume with "--run ${folder}" alone and the same photographs, or begin in another folder.`,
  );
}

/** Whether anything depends on the photographs yet. */
async function hasBegun(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((file) => /^(checkpoint-|features)/.test(file));
}

function differences(known: unknown, given: unknown, path = ''): string[] {
  if (typeof known !== 'object' || typeof given !== 'object' || known === null || given === null) {
    return known === given ? [] : [`${path}: ${JSON.stringify(known)} there, ${JSON.stringify(given)} now`];
  }
  const keys = new Set([...Object.keys(known), ...Object.keys(given)]);
  const of = (record: object, key: string) => (record as Record<string, unknown>)[key];
  return [...keys].flatMap((key) =>
    differences(of(known, key), of(given, key), path ? `${path}.${key}` : key),
  );
}
