/**
 * Several networks for one ensemble [GoogLeNet, section 7]: seven there, with the same initialisation and rates, that
 * differ in sampling and in the order of the photographs, one of them wider. Here the initialisation differs as well.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RcnnError } from '../../errors.js';
import { makeFolder } from '../../platform/node/make-folder.js';
import { writeBeside } from '../../platform/node/write-beside.js';
import { writeEnsembleFile } from '../../weights/ensemble-file.js';
import { loadModel } from '../../weights/model-file.js';
import type { RunConfig } from './run-config.js';

/** The paper does not say by how much; a half more operations. */
const WIDER = 1.25;
/** Always the same one, so that members can be added to a run. */
const WIDER_MEMBER = 2;

const FILE = 'members.json';
const schema = z.strictObject({ format: z.literal(1), members: z.int().min(1) });

/** Folder of a member in that of the run. @param member from 1 */
export function memberFolder(run: string, member: number): string {
  return join(run, `member-${member}`);
}

/**
 * What a member's training does: the first one's with another seed, of which initialisation, order and patches are
 * drawn; the second is wider, unless it begins with a trained network, whose width is given.
 *
 * @param first the first member's
 * @param member from 1
 */
export function memberConfig(first: RunConfig, member: number): RunConfig {
  const { settings } = first;
  const wider = member === WIDER_MEMBER && first.fineTuning === undefined;
  const { network } = settings;
  return {
    ...first,
    settings: {
      ...settings,
      seed: settings.seed + member - 1,
      network: wider ? { ...network, width: network.width * WIDER } : network,
    },
  };
}

/** How many members the run in a folder has; undefined where it is no run of members. @throws RcnnError `bad-file` */
export async function readMembers(run: string): Promise<number | undefined> {
  const path = join(run, FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text)).members;
  } catch (cause) {
    throw new RcnnError(
      'bad-file',
      `Expected ${path} to say how many members the run has, but it does not.`,
      {
        cause,
      },
    );
  }
}

/** Keeps the number, so that the run resumes by its folder alone. More may be asked for later. */
export async function keepMembers(run: string, members: number): Promise<void> {
  await makeFolder(run);
  await writeBeside(join(run, FILE), [`${JSON.stringify({ format: 1, members })}\n`]);
}

/**
 * Names the finished members in one file, for `--model`.
 *
 * @returns its path @throws RcnnError as `loadModel` and `writeEnsembleFile`
 */
export async function writeMembers(run: string, members: number): Promise<string> {
  const paths = Array.from({ length: members }, (_, i) =>
    join(memberFolder(run, i + 1), 'final.safetensors'),
  );
  const models = await Promise.all(paths.map((path) => loadModel(path, 'classifier')));
  const path = join(run, 'ensemble.json');
  await writeEnsembleFile(path, {
    format: 1,
    task: 'classifier',
    average: 'mean',
    members: models.map(({ card }, i) => ({ model: paths[i]!, sha256: card.sha256, weight: 1 })),
  });
  return path;
}
