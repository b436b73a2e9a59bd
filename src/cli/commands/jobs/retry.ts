import { counted } from '../../../counted.js';
import { readRecord } from '../../../jobs/stored-run.js';
import type { Command } from '../../command.js';
import { queueOf, type RunArgument, runArgument, storageOf } from '../../options/job-options.js';
import { say, writeJsonLine } from '../../output/output.js';

export const command: Command<RunArgument> = {
  build: (yargs) =>
    runArgument(yargs).example('$0 jobs retry 0123456789abcdef', 'after the disk has room again'),
  run: async ({ run, json, ...options }) => {
    await readRecord(await storageOf(options, 'read'), run); // an unknown run is said
    await using queue = await queueOf(options);
    const { failed, delayed } = await queue.retry(run);
    const units = failed + delayed;
    if (json) return writeJsonLine({ run, units });
    say(
      units === 0
        ? `Run ${run}: nothing to retry, no unit of it has failed.`
        : `Run ${run}: ${counted(units, 'unit')} back in the queue: ${failed} had failed, ${delayed} would have been tried again later.`,
    );
  },
};
