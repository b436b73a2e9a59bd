import type { FailedImage } from '../../datasets/result-rows.js';
import { firstLines } from '../../first-lines.js';

/** What a failed image means to the numbers of a detector. */
export const MISSED = 'their objects count as missed';

/** Paragraphs about images that failed; none when none did. `--json` has all of them. @param meaning what it does to the numbers */
export function describeFailures(failures: readonly FailedImage[], meaning: string): string[] {
  if (failures.length === 0) return [];
  const { length } = failures;
  const lines = firstLines(failures.map(({ image, error }) => `${image}: ${error}`));
  const title = `${length} ${length === 1 ? 'image' : 'images'} failed; ${meaning}:`;
  return [[title, ...lines.map((line) => `  ${line}`)].join('\n')];
}
