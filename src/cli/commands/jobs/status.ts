import { type RunStatus, runStatus } from '../../../jobs/run-status.js';
import { listRuns } from '../../../jobs/stored-run.js';
import { type Command, exitCode } from '../../command.js';
import { type JobOptions, jobOptions, queueOf, storageOf } from '../../options/job-options.js';
import { print, table, writeJsonLine } from '../../output/output.js';

interface Options extends JobOptions {
  readonly run?: string;
  readonly json: boolean;
}

/** Failures to read; `--json` has them all. */
const SHOWN = 20;

export const command: Command<Options> = {
  build: (yargs) =>
    jobOptions(yargs)
      .positional('run', { type: 'string', describe: 'as `jobs submit` printed it [all runs]' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 jobs status', 'all runs of the storage, and the queue')
      .example('$0 jobs status 0123456789abcdef', 'one of them; ends with 1 where units have failed'),
  run: status,
};

async function status(options: Options): Promise<number> {
  const storage = await storageOf(options);
  await using queue = await queueOf(options);
  const ids = options.run === undefined ? await listRuns(storage) : [options.run];
  const runs: RunStatus[] = [];
  for (const id of ids) runs.push(await runStatus(storage, queue, id));
  const counts = await queue.counts();
  if (options.json) await writeJsonLine({ runs, queue: counts });
  else {
    await print(runsTable(runs));
    const { waiting, active, delayed, failed } = counts;
    await print(
      `\nunits in the queue: ${waiting} waiting, ${active} at work, ${delayed} tried again later, ${failed} failed`,
    );
    for (const run of runs) for (const line of notes(run)) await print(line);
  }
  return runs.some(({ failed }) => failed.length > 0) ? exitCode.partlyFailed : exitCode.done;
}

function runsTable(runs: readonly RunStatus[]): string {
  const rows = runs.map(({ run, task, model, split, images, done, active, failed }) => [
    ...[run, task, model, split, images, done],
    ...[active.length, failed.length],
  ]);
  const head = ['run', 'task', 'model', 'split', 'images', 'done', 'units at work', 'failed'];
  return table(rows, { head, right: [4, 5, 6, 7] });
}

function notes({ run, machines, failed }: RunStatus): string[] {
  const mixed =
    machines.length > 1
      ? [
          `\n${run}: several classes of machines compute it, and \`jobs merge\` takes one that has all images, or --mixed:`,
          ...machines.map(({ cpu, runtime, images }) => `  ${images} images by ${cpu}, ${runtime}`),
        ]
      : [];
  if (failed.length === 0) return mixed;
  const lines = failed
    .slice(0, SHOWN)
    .map(({ from, to, reason }) => `  images ${from + 1} to ${to}: ${reason}`);
  const more = failed.length > SHOWN ? [`  and ${failed.length - SHOWN} more`] : [];
  return [...mixed, `\n${run}: failed; \`jobs retry ${run}\` tries again:`, ...lines, ...more];
}
