import type { FailedImage } from '../../datasets/result-rows.js';
import type { RunState } from '../../runs/compute-run.js';
import { exitCode } from '../command.js';
import { codeOfFailures, type ErrorsOption } from '../options/errors-option.js';
import { say } from '../output/output.js';
import { describeFailures } from './failures.js';

/**
 * What a run ends with that has no numbers to show yet, told to people; undefined when it is whole.
 *
 * @param read reads the results
 */
export async function endEarly(
  { path, folder, shard, done, total }: RunState,
  read: (path: string) => Promise<{ readonly failures: readonly FailedImage[] }>,
  options: ErrorsOption,
): Promise<number | undefined> {
  if (done < total) {
    say(`Stopped after ${done} of ${total} images, kept in ${folder}. The same command resumes after them.`);
    return exitCode.interrupted;
  }
  if (shard.count === 1) return undefined;
  const { failures } = await read(path);
  const part = `shard ${shard.index}/${shard.count}`;
  const text = `${folder}: all ${total} images of ${part}. \`evaluate merge\` joins the shards when all are done.`;
  say([...describeFailures(failures, 'later they count as without a result'), text].join('\n\n'));
  return codeOfFailures(failures.length, options);
}

/** The same of runs that were computed together: where one stopped, of that one alone. */
export async function endAllEarly(
  states: readonly RunState[],
  read: Parameters<typeof endEarly>[1],
  options: ErrorsOption,
): Promise<number | undefined> {
  const stopped = states.find(({ done, total }) => done < total);
  const codes: (number | undefined)[] = [];
  for (const state of stopped ? [stopped] : states) codes.push(await endEarly(state, read, options));
  return codes.find((code) => code !== exitCode.done) ?? codes[0];
}
