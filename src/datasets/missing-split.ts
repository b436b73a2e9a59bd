import { RcnnError } from '../errors.js';

/**
 * The error for a split that there is not, with those that there are.
 * @param where file or folder that would name it
 */
export function missingSplit(split: string, where: string, found: readonly string[]): RcnnError {
  const there =
    found.length > 0
      ? `The splits found are ${found.join(', ')}.`
      : 'It has no splits: leave --split out to use all of it.';
  return new RcnnError('bad-option', `Expected the split "${split}" in ${where}. ${there}`);
}
