import type { Command } from './command.js';

/** A command as the overview lists it; its code loads when it is called, so that start-up stays short. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has options of its own; yargs hands them through
  readonly load: () => Promise<{ command: Command<any> }>;
}

/** A word with commands of its own: `weights fetch`, `weights info`. */
export interface CommandGroup {
  readonly usage: string;
  readonly describe: string;
  readonly commands: readonly CommandEntry[];
  /** What the word does without one of them. */
  readonly alone?: Omit<CommandEntry, 'usage'>;
}
