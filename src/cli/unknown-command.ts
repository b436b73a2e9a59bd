import { suggestion } from '../nearest.js';
import { commandTable } from './command-table.js';

/** Says that the first word is no command, or the second none of its group, with those that there are; else undefined. */
export function unknownCommand([first, second]: readonly string[]): string | undefined {
  if (!isWord(first)) return undefined;
  const entry = commandTable.find((one) => nameOf(one) === first);
  if (!entry) return refusal(first, commandTable);
  if (!('commands' in entry) || !isWord(second)) return undefined;
  return entry.commands.some((one) => nameOf(one) === second)
    ? undefined
    : refusal(`${first} ${second}`, entry.commands);
}

const isWord = (text: string | undefined): text is string => text !== undefined && !text.startsWith('-');

function nameOf({ usage }: { readonly usage: string }): string {
  return usage.split(' ')[0]!;
}

function refusal(given: string, known: readonly { readonly usage: string }[]): string {
  const names = known.map(nameOf);
  const hint = suggestion(given.split(' ').at(-1)!, names);
  return `Unknown command: ${given}. There are ${names.join(', ')}${hint}`;
}
