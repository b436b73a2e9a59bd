import { firstLines } from '../../../first-lines.js';
import type { DelayedUnit, FailedUnit } from '../../../jobs/queue/queued-units.js';
import { type RunStatus, runStatuses } from '../../../jobs/run-status.js';
import { listRuns } from '../../../jobs/stored-run.js';
import { rangeText } from '../../../jobs/unit-range.js';
import { type Command, exitCode } from '../../command.js';
import { type JobOptions, jobOptions, queueOf, storageOf } from '../../options/job-options.js';
import { fail, print, table, writeJsonLine } from '../../output/output.js';

interface Options extends JobOptions {
  readonly run?: string;
  readonly json: boolean;
}

export const command: Command<Options> = {
  build: (yargs) =>
    jobOptions(yargs)
      .positional('run', { type: 'string', describe: 'as `jobs submit` printed it [all runs]' })
      .option('json', { type: 'boolean', default: false, describe: 'one JSON value' })
      .example('$0 jobs status', 'all runs of the storage, and the queue; ends with 1 where one is damaged')
      .example('$0 jobs status 0123456789abcdef', 'one of them; ends with 1 where units have failed'),
  run: status,
};

async function status(options: Options): Promise<number> {
  const storage = await storageOf(options, 'read');
  await using queue = await queueOf(options);
  const ids = options.run === undefined ? await listRuns(storage) : [options.run];
  const damaged: { run: string; error: string }[] = [];
  const note = (run: string, { message }: Error) => damaged.push({ run, error: message });
  const runs = await runStatuses(storage, queue, ids, options.run === undefined ? note : undefined);
  const counts = await queue.counts();
  if (options.json) await writeJsonLine({ runs, damaged, queue: counts });
  else {
    await print(runsTable(runs));
    const { waiting, active, delayed, failed } = counts;
    await print(
      `\nunits in the queue: ${waiting} waiting, ${active} at work, ${delayed} tried again later, ${failed} failed`,
    );
    for (const run of runs) for (const line of notes(run)) await print(line);
  }
  for (const { run, error } of damaged) fail(`${run}: ${error}`);
  return damaged.length > 0 || runs.some(({ failed }) => failed.length > 0)
    ? exitCode.partlyFailed
    : exitCode.done;
}

function runsTable(runs: readonly RunStatus[]): string {
  const rows = runs.map(({ run, state, task, model, split, folder, images, done, active, failed }) => [
    ...[run, state, task, model, split, folder, images, done],
    ...[active.length, failed.length],
  ]);
  const head = ['run', 'state', 'task', 'model', 'split', 'photographs', 'images', 'done'];
  return table(rows, { head: [...head, 'units at work', 'failed'], right: [6, 7, 8, 9] });
}

function notes({ run, machines, delayed, failed }: RunStatus): string[] {
  const mixed = machines.map(({ cpu, runtime, images }) => `${images} images by ${cpu}, ${runtime}`);
  const again = `\`jobs retry ${run}\` tries`;
  return [
    ...section(
      `${run}: several classes of machines compute it, and \`jobs merge\` takes one that has all images, or --mixed:`,
      machines.length > 1 ? mixed : [],
    ),
    ...section(`${run}: tried again later; ${again} at once:`, delayed.map(describeDelayed)),
    ...section(`${run}: failed; ${again} again:`, failed.map(describeFailed)),
  ];
}

/** Nothing where there are no lines; `--json` has all of them. */
function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`\n${title}`, ...firstLines(lines).map((line) => `  ${line}`)];
}

function describeFailed(unit: FailedUnit): string {
  return `${rangeText(unit)}: ${unit.reason}`;
}

function describeDelayed(unit: DelayedUnit): string {
  const { next, tries, notBefore } = unit;
  const time = new Date(notBefore).toTimeString().slice(0, 8);
  return `${describeFailed(unit)} (try ${next} of ${tries} not before ${time})`;
}
