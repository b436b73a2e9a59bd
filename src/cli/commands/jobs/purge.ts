import { counted } from '../../../counted.js';
import { RcnnError } from '../../../errors.js';
import { purgeRun } from '../../../jobs/purge.js';
import { type RunStatus, runStatuses } from '../../../jobs/run-status.js';
import type { Command } from '../../command.js';
import { queueOf, type RunArgument, runArgument, storageOf } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

interface Options extends RunArgument {
  readonly yes: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    runArgument(yargs)
      .option('yes', {
        type: 'boolean',
        default: false,
        describe: 'remove it; without this option, only say what would be removed',
      })
      .example('$0 jobs purge 0123456789abcdef', 'what would be lost')
      .example('$0 jobs purge 0123456789abcdef --yes', 'after `jobs merge`'),
  run: async ({ run, json, yes, ...options }) => {
    const storage = await storageOf(options, yes ? 'write' : 'read');
    await using queue = await queueOf(options);
    if (!yes) {
      const [status] = await runStatuses(storage, queue, [run], (_, error) => {
        throw error.code === 'bad-file' ? unconfirmedDamage(run, error) : error;
      });
      throw unconfirmed(status!);
    }
    const results = await purgeRun(storage, queue, run);
    if (json) return writeJsonLine({ run, results });
    say(`Run ${run}: removed, with the results of ${counted(results, 'unit')}.`);
  },
};

/** Results may be days of work of many machines. */
function unconfirmed({ run, state, task, model, split, images, done, active }: RunStatus): RcnnError {
  const working = active.length > 0 ? ` ${counted(active.length, 'unit')} of it are being computed.` : '';
  return new RcnnError(
    'bad-option',
    `Expected --yes to remove run ${run} (${task} by ${model} on ${split}, ${state}) with the results of ${done} of its ${images} images.${working} \`jobs merge ${run} --out FOLDER\` writes them elsewhere first.`,
  );
}

/** How many of its images are done cannot be told any more. */
function unconfirmedDamage(run: string, cause: RcnnError): RcnnError {
  return new RcnnError(
    'bad-option',
    `Expected --yes to remove run ${run} with its results, which cannot be merged as they are: ${cause.message}`,
    { cause },
  );
}
