import type { Argv } from 'yargs';
import { RcnnError } from '../../errors.js';
import { UnitQueue } from '../../jobs/queue/unit-queue.js';
import { expectStorage, openStorage } from '../../jobs/storage/open-storage.js';
import type { Storage } from '../../jobs/storage/storage.js';

/** Environment variables, for addresses with a password: arguments can be read by other users of the machine. */
const VARIABLES = { queue: 'GOOGLENET_RCNN_QUEUE', storage: 'GOOGLENET_RCNN_STORAGE' } as const;

export interface StorageOption {
  readonly storage?: string;
}

export interface JobOptions extends StorageOption {
  readonly queue?: string;
}

export function storageOption<T>(yargs: Argv<T>): Argv<T & StorageOption> {
  return yargs.option('storage', {
    type: 'string',
    describe: `folder that all workers share, or s3://bucket/prefix [${VARIABLES.storage}]`,
  });
}

export function jobOptions<T>(yargs: Argv<T>): Argv<T & JobOptions> {
  return storageOption(yargs).option('queue', {
    type: 'string',
    describe: `redis://host:6379 or postgres://user@host/database [${VARIABLES.queue}]`,
  });
}

/**
 * @param use what for; `create`: it need not be there
 * @throws RcnnError `bad-option` when neither the option nor its variable is given, and as `openStorage`, `expectStorage`
 */
export async function storageOf(
  { storage }: StorageOption,
  use: 'read' | 'write' | 'create',
): Promise<Storage> {
  const opened = await openStorage(given('storage', storage));
  if (use !== 'create') await expectStorage(opened, { write: use === 'write' });
  return opened;
}

/** @throws RcnnError `bad-option` when neither the option nor its variable is given, and as `UnitQueue.open` */
export function queueOf({ queue }: JobOptions): Promise<UnitQueue> {
  return UnitQueue.open(given('queue', queue));
}

function given(option: keyof typeof VARIABLES, value: string | undefined): string {
  const found = value ?? process.env[VARIABLES[option]];
  if (found !== undefined && found !== '') return found;
  throw new RcnnError('bad-option', `Expected --${option}, or ${VARIABLES[option]} in the environment.`);
}

/** A run by its id. */
export interface RunArgument extends JobOptions {
  readonly run: string;
  readonly json: boolean;
}

export function runArgument(yargs: Argv): Argv<RunArgument> {
  return jobOptions(yargs)
    .positional('run', { type: 'string', demandOption: true, describe: 'as `jobs submit` printed it' })
    .option('json', { type: 'boolean', default: false, describe: 'one JSON value' });
}
