import { readRecord } from '../../../jobs/stored-run.js';
import type { Command } from '../../command.js';
import { queueOf, type RunArgument, runArgument, storageOf } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

export const command: Command<RunArgument> = {
  build: (yargs) =>
    runArgument(yargs).example(
      '$0 jobs cancel 0123456789abcdef',
      'submitted again, it computes what it lacks',
    ),
  run: async ({ run, json, ...options }) => {
    await readRecord(await storageOf(options), run); // an unknown run is said
    await using queue = await queueOf(options);
    const units = await queue.remove(run);
    if (json) return writeJsonLine({ run, units });
    say(`Run ${run}: ${units} units are out of the queue; those at work are finished, and all results kept.`);
  },
};
