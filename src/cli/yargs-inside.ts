/** What yargs knows of the command that it parses, and has no typed way to ask for. */
import type { Argv } from 'yargs';

interface YargsInside {
  getOptions?(): ParserOptions;
  getGroups?(): Readonly<Record<string, readonly string[]>>;
  getInternalMethods?(): { getUsageInstance?(): UsageInside };
}

interface ParserOptions {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly choices: Readonly<Record<string, readonly unknown[] | undefined>>;
}

interface UsageInside {
  cacheHelpMessage?: () => void;
  getDescriptions?(): Readonly<Record<string, string | undefined>>;
}

/** The options of the command, by kind, without its positional arguments but for those of several values. */
export interface KnownOptions {
  readonly all: readonly string[];
  readonly lists: readonly string[];
  readonly switches: readonly string[];
}

export function knownOptions(cli: Argv): KnownOptions {
  const inside = cli as YargsInside;
  const { key = {}, array = [], boolean = [] } = inside.getOptions?.() ?? {};
  const positionals = inside.getGroups?.()['Positionals:'] ?? [];
  const named = (names: readonly string[]) => names.filter((name) => !positionals.includes(name));
  return {
    all: named(Object.keys(key)),
    lists: array,
    switches: named(boolean),
  };
}

/** What an option takes: its choices, else what the help says of it. */
export function describedAs(cli: Argv, option: string): string | undefined {
  const choices = (cli as YargsInside).getOptions?.().choices[option];
  if (choices) return `one of ${choices.join(', ')}`;
  return usageOf(cli)?.getDescriptions?.()[option];
}

/** yargs composes the help of a command that runs, in case that it fails. Our errors never show it. */
export function withoutHelpInAdvance(cli: Argv): void {
  const usage = usageOf(cli);
  if (usage) usage.cacheHelpMessage = () => {};
}

function usageOf(cli: Argv): UsageInside | undefined {
  return (cli as YargsInside).getInternalMethods?.().getUsageInstance?.();
}
