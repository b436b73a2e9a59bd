/** What yargs lets through, and no command could use. */
import { RcnnError } from '../errors.js';
import type { KnownOptions } from './yargs-inside.js';

/** @throws RcnnError `bad-option` for a number that is none */
export function expectNumbers(options: object, args: readonly string[]): void {
  for (const [name, value] of Object.entries(options)) {
    if (![value].flat().some(Number.isNaN)) continue;
    const given = wordsOf(`--${name}`, args).find((word) => Number.isNaN(Number(word)));
    const came = given === undefined ? 'it is not' : `got "${given}"`;
    throw new RcnnError('bad-option', `Expected --${name} to be a number, but ${came}.`);
  }
}

/**
 * yargs makes a list of an option that is given twice, whatever the command expects.
 *
 * @throws RcnnError `bad-option`
 */
export function expectOnce(options: object, { lists }: Pick<KnownOptions, 'lists'>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Array.isArray(value) || name === '_' || lists.includes(name)) continue;
    throw new RcnnError('bad-option', `Expected --${name} once, but got it ${value.length} times.`);
  }
}

/** What was given for an option: yargs keeps a number that is none as NaN alone. */
function wordsOf(option: string, args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    if (arg.startsWith(`${option}=`)) return [arg.slice(option.length + 1)];
    if (arg !== option) return [];
    const end = args.findIndex((word, j) => j > i && word.startsWith('--'));
    return args.slice(i + 1, end < 0 ? undefined : end);
  });
}
