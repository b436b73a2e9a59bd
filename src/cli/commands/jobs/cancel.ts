import { counted } from '../../../counted.js';
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
    await readRecord(await storageOf(options, 'read'), run); // an unknown run is said
    await using queue = await queueOf(options);
    const units = await queue.remove(run);
    if (json) return writeJsonLine({ run, units });
    say(
      units === 0
        ? `Run ${run}: nothing to cancel, no unit of it waits or has failed; those at work are finished.`
        : `Run ${run}: took ${counted(units, 'unit')} out of the queue; those at work are finished, and all results kept.`,
    );
  },
};
