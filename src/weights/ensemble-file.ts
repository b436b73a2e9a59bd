/** The file of an ensemble: which models, by place and hash, and how their answers become one. No weights are copied. */
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { AVERAGES } from '../average.js';
import { RcnnError } from '../errors.js';
import { writeBeside } from '../platform/node/write-beside.js';
import { modelNames } from './model-path.js';

const ENDING = '.json';

const schema = z.strictObject({
  /** Rises when a reader of today would misread the file. */
  format: z.literal(1),
  task: z.enum(['classifier', 'detector']),
  average: z.enum(AVERAGES),
  members: z
    .array(
      z.strictObject({
        /** A name (`voc`), or a path from the file's own folder, with `/` between its parts. */
        model: z.string().min(1),
        /** Of its card. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits'),
        /** How much it counts in the mean. */
        weight: z.number().positive().default(1),
      }),
    )
    .min(1),
});

type EnsembleFile = z.output<typeof schema>;

/** Whether a name of a model means an ensemble. */
export function isEnsembleFile(nameOrPath: string): boolean {
  return extname(nameOrPath).toLowerCase() === ENDING;
}

/**
 * @returns the file, its members' places as names or as paths from the working folder
 * @throws RcnnError `file-not-found`, `bad-file` that lists what is wrong
 */
export async function readEnsembleFile(path: string): Promise<EnsembleFile> {
  const { members, ...file } = checked(path, await textOf(path));
  const folder = dirname(path);
  const placed = ({ model, ...rest }: EnsembleFile['members'][number]) => ({
    ...rest,
    model: modelNames.includes(model) ? model : join(folder, model),
  });
  return { ...file, members: members.map(placed) };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const why = absent ? 'there is no such file' : (cause as Error).message;
    throw new RcnnError(
      absent ? 'file-not-found' : 'bad-file',
      `Expected an ensemble file at ${path}, but ${why}.`,
      { cause },
    );
  }
}

function checked(path: string, text: string): EnsembleFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RcnnError('bad-file', `Expected ${path} to be an ensemble file, but it is not JSON.`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RcnnError(
    'bad-file',
    `Expected ${path} to be an ensemble file, as \`googlenet-rcnn weights ensemble\` writes it, but:\n${z.prettifyError(parsed.error)}`,
  );
}

/**
 * Writes the file, beside and renamed. The members stay where they are: the folder that holds all of them can move.
 *
 * @param file members' places as names or as paths from the working folder
 * @throws RcnnError `bad-option` for a path that does not end in .json, `disk-full`
 */
export async function writeEnsembleFile(path: string, { members, ...file }: EnsembleFile): Promise<void> {
  if (!isEnsembleFile(path)) {
    throw new RcnnError(
      'bad-option',
      `Expected the ensemble file to end in ${ENDING}, by which it is known, but got ${path}.`,
    );
  }
  const placed = ({ model, ...rest }: EnsembleFile['members'][number]) => ({
    model: modelNames.includes(model) ? model : relative(dirname(resolve(path)), model).replaceAll(sep, '/'),
    ...rest,
  });
  const text = JSON.stringify({ ...file, members: members.map(placed) }, undefined, 2);
  await writeBeside(path, [`${text}\n`]);
}
