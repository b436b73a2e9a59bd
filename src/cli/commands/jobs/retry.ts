import { readRecord } from '../../../jobs/stored-run.js';
import type { Command } from '../../command.js';
import { queueOf, type RunArgument, runArgument, storageOf } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

export const command: Command<RunArgument> = {
  build: (yargs) =>
    runArgument(yargs).example('$0 jobs retry 0123456789abcdef', 'after the disk has room again'),
  run: async ({ run, json, ...options }) => {
    await readRecord(await storageOf(options), run); // an unknown run is said
    await using queue = await queueOf(options);
    const units = await queue.retry(run);
    if (json) return writeJsonLine({ run, units });
    say(`Run ${run}: ${units} failed units are back in the queue.`);
  },
};
