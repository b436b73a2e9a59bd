import type { Argv } from 'yargs';
import type { CommandFiles } from './options/keep-sources.js';

/** What the process ends with; scripts rely on it. */
export const exitCode = { done: 0, partlyFailed: 1, badUsage: 2, interrupted: 130 } as const;

/**
 * One command, one file: `commands/<name>.ts` exports `command`. The builder declares options and examples,
 * the handler parses, checks, calls the library and renders; it returns the exit code (none is 0) and leaves
 * errors to `main`, which prints them.
 */
export interface Command<Options = unknown> {
  readonly build: (yargs: Argv) => Argv<Options>;
  /** Which of its options name files: before it runs, nothing that it reads may be in the place of what it writes. */
  readonly files?: CommandFiles<keyof Options & string>;
  readonly run: (options: Options, context: CommandContext) => Promise<number | undefined> | Promise<void>;
}

export interface CommandContext {
  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  readonly signal: AbortSignal;
}
