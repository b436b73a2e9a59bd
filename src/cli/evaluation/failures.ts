import { dirname } from 'node:path';
import type { FailedImage } from '../../datasets/result-rows.js';
import { countResults, runOf } from '../../runs/read-run.js';
import { say } from '../output/output.js';

/** Lines to read; a whole folder that cannot be read would fill the screen. `--json` has them all. */
const SHOWN = 20;

/** What a failed image means to the numbers of a detector. */
export const MISSED = 'their objects count as missed';

/** Paragraphs about images that failed; none when none did. @param meaning what it does to the numbers */
export function describeFailures(failures: readonly FailedImage[], meaning: string): string[] {
  if (failures.length === 0) return [];
  const { length } = failures;
  const lines = failures.slice(0, SHOWN).map(({ image, error }) => `  ${image}: ${error}`);
  const more = length > SHOWN ? [`  and ${length - SHOWN} more`] : [];
  return [
    [`${length} ${length === 1 ? 'image' : 'images'} failed; ${meaning}:`, ...lines, ...more].join('\n'),
  ];
}

/** A run that was stopped, or a shard, judged as if it were the whole: its number would be too low unnoticed. */
export async function tellIncomplete(results: string): Promise<void> {
  const run = await runOf(results);
  if (!run) return;
  const done = await countResults(dirname(results));
  const { data, shard } = run;
  if (done >= data.images) return;
  const mend =
    shard.count > 1
      ? '`evaluate merge` joins the shards.'
      : 'The command that began the run goes on with it.';
  say(
    `${results} has ${done} of the ${data.images} images of ${data.split}; the rest count as failed. ${mend}\n`,
  );
}
