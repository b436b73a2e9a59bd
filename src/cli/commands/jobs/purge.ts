import { purgeRun } from '../../../jobs/purge.js';
import type { Command } from '../../command.js';
import { queueOf, type RunArgument, runArgument, storageOf } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

export const command: Command<RunArgument> = {
  build: (yargs) => runArgument(yargs).example('$0 jobs purge 0123456789abcdef', 'after `jobs merge`'),
  run: async ({ run, json, ...options }) => {
    const storage = await storageOf(options, 'write');
    await using queue = await queueOf(options);
    const results = await purgeRun(storage, queue, run);
    if (json) return writeJsonLine({ run, results });
    say(`Run ${run}: removed, with ${results} results.`);
  },
};
