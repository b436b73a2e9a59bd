import { commandTable } from './command-table.js';

/** What a command expects after itself, and did not get. */
interface MissingWords {
  /** The command and the words that it got, as its usage names them: `dataset rename <path>`. */
  readonly after: string;
  /** Such as `names`. */
  readonly names: readonly string[];
}

/** @param given how many words there are behind the command; undefined where the arguments name none */
export function missingWords([first, second]: readonly string[], given: number): MissingWords | undefined {
  const entry = commandTable.find(({ usage }) => usage.split(' ')[0] === first);
  if (!entry) return undefined;
  const isGroup = 'commands' in entry;
  const command = isGroup ? entry.commands.find(({ usage }) => usage.split(' ')[0] === second) : entry;
  if (!command) return undefined;
  const [name, ...words] = command.usage.split(' ');
  const required = words.filter((word) => word.startsWith('<'));
  return {
    after: [...(isGroup ? [first] : []), name, ...required.slice(0, given)].join(' '),
    names: required.slice(given).map((word) => word.replace(/[<>.]/g, '')),
  };
}
