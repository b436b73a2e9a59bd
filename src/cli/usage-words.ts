/** What yargs says of wrong options, in our words. */

import { suggestion } from '../nearest.js';
import { invalidChoices } from './invalid-choices.js';
import { missingWords } from './missing-words.js';

/** What is known of the command whose options are wrong. */
export interface Asked {
  readonly args: readonly string[];
  /** Names of its options, without dashes. */
  readonly all: readonly string[];
  /** Those of several values. */
  readonly lists: readonly string[];
  /** Those of none. */
  readonly switches: readonly string[];
  /** What the help says of an option. */
  readonly describe: (option: string) => string | undefined;
}

/** What yargs said in its way, in ours where there is one. */
export function usageWords(message: string, asked: Asked): string {
  const option = (name: string) => `--${name}${inBrackets(asked.describe(name))}`;
  const [, missing] = /^Missing required arguments?: (.*)/.exec(message) ?? [];
  if (missing !== undefined) return `Expected ${missing.split(', ').map(option).join(' and ')}, but got none`;
  const [, one, other] = /^Arguments (\S+) and (\S+) are mutually exclusive/.exec(message) ?? [];
  if (one !== undefined) return `Expected --${one} or --${other}, but got both`;
  const known = implications(message, option) ?? tooFew(message, asked) ?? invalidChoices(message);
  return known ?? unknownOption(asked) ?? message;
}

/** What is amiss whatever the rest means: an option that there is not, or one without its value. */
export function wrongWords(asked: Asked): string | undefined {
  return unknownOption(asked) ?? withoutValue(asked);
}

/** The first option that the command does not have; undefined for none. */
function unknownOption({ args, all }: Asked): string | undefined {
  for (const { dashes, name } of args.flatMap(optionIn)) {
    // Of one dash, yargs takes each letter for an option; none here has a letter alone.
    if (dashes === '--' && (isOne(name, all) || isOne(name.replace(/^no-/, ''), all))) continue;
    const names = all.map((one) => `--${one}`);
    return `Unknown option: ${dashes}${name}${suggestion(`--${name}`, names)}`;
  }
  return undefined;
}

/**
 * yargs goes on with nothing. Scripts give an empty text where a variable of theirs is not set: it would be a file without
 * a name, or the current folder.
 */
function withoutValue({ args, all, switches, describe }: Asked): string | undefined {
  for (const [i, word] of args.entries()) {
    const [given] = optionIn(word);
    const option = all.find((one) => given && isOne(given.name, [one]));
    if (given === undefined || option === undefined || switches.includes(option)) continue;
    const value = given.value ?? args[i + 1] ?? '';
    if (value !== '' && (given.value !== undefined || !/^-[^\d.]/.test(value))) continue;
    return `Expected a value after --${option}${inBrackets(describe(option))}`;
  }
  return undefined;
}

interface GivenOption {
  readonly dashes: string;
  readonly name: string;
  /** Behind `=`. */
  readonly value: string | undefined;
}

/** None for a word that is no option. */
function optionIn(word: string): GivenOption[] {
  const [, dashes = '', name, value] = /^(--?)([a-z][^=.]*)(?:=(.*))?/is.exec(word) ?? [];
  return name === undefined ? [] : [{ dashes, name, value }];
}

const isOne = (name: string, known: readonly string[]) =>
  known.some((one) => camelCase(one) === camelCase(name));

/** yargs takes `--explainObject` for `--explain-object`. */
const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Where the help has a paragraph, its first part says what is meant, or the name alone does. */
const LONGEST = 80;

function inBrackets(description = ''): string {
  const shown = [description, description.split(/[:;]/)[0]!].find(({ length }) => length <= LONGEST);
  return shown ? ` (${shown})` : '';
}

function implications(message: string, option: (option: string) => string): string | undefined {
  const failed = [...message.matchAll(/(\S+) -> (\S+)/g)];
  if (!/^(Implications failed|Missing dependent)/.test(message) || failed.length === 0) return undefined;
  return failed.map(([, given, needed]) => `Expected ${option(needed!)} with --${given}`).join('\n');
}

/** An option of several values takes all words behind it, those that were meant for the command too. */
function tooFew(message: string, { args, lists, describe }: Asked): string | undefined {
  const [, given] = /^Expected files or names after the command: got (\d+)/.exec(message) ?? [];
  if (given === undefined) return undefined;
  const { after, names } = missingWords(args, Number(given)) ?? { after: 'the command', names: [] };
  const named = names.map((name) => `<${name}>${inBrackets(describe(name))}`).join(' and ');
  const said = `Expected ${named || 'files or names'} after ${after}, but got none`;
  const greedy = lists.find((name) => args.includes(`--${name}`));
  return greedy === undefined ? said : `${said}. --${greedy} takes all that follows it: put them before it`;
}
