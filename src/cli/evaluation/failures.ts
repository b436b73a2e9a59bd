import type { FailedImage } from '../../datasets/result-rows.js';

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
