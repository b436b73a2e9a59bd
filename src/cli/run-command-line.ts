import yargs, { type Argv } from 'yargs';
import { RcnnError } from '../errors.js';
import { packageVersion } from '../platform/node/package-root.js';
import { asGiven, forYargs } from './arguments.js';
import { type Command, exitCode } from './command.js';
import type { CommandEntry, CommandGroup } from './command-entry.js';
import { commandTable } from './command-table.js';
import { exampleText } from './examples.js';
import { invalidChoices } from './invalid-choices.js';
import { keepSources } from './options/keep-sources.js';
import { fail } from './output/output.js';
import { OutputErrors } from './output/output-errors.js';
import { StopSignals } from './stop-signals.js';
import { unknownCommand } from './unknown-command.js';

/** Parses the arguments, runs the command and returns the exit code; prints errors, never throws them. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  using _ = new OutputErrors();
  using stop = new StopSignals();
  try {
    const code = await parse(args, stop.signal);
    return (await stop.exitCode()) ?? code;
  } catch (error) {
    const stopped = await stop.exitCode();
    if (stopped === undefined || !isAbort(error)) report(error);
    return stopped ?? exitCodeOf(error);
  }
}

class UsageError extends Error {}

async function parse(args: readonly string[], signal: AbortSignal): Promise<number> {
  let code: number = exitCode.done;
  const columns = Math.min(110, process.stdout.columns ?? 100);
  const cli = yargs(forYargs(args))
    .scriptName('googlenet-rcnn')
    .usage('$0 <command>\n\nR-CNN object detection with GoogLeNet.')
    .version(packageVersion())
    .demandCommand(1, 'Expected a command.')
    .recommendCommands()
    .strict()
    .updateStrings({
      'Not enough non-option arguments: got %s, need at least %s': {
        one: 'Expected files or names after the command: got %s, need at least %s',
        other: 'Expected files or names after the command: got %s, need at least %s',
      },
    } as unknown as Record<string, string>)
    .wrap(columns)
    .fail((message, error) => {
      const unknown = message?.startsWith('Unknown argument') ? unknownCommand(args) : undefined;
      const said = (unknown ?? invalidChoices(message ?? '') ?? message ?? '').replace(/\.$/, '');
      throw (
        error ?? new UsageError(`${said}${/[?;]$/.test(said) ? '' : ';'} --help shows what can be given.`)
      );
    });
  withoutHelpInAdvance(cli);
  withWholeExamples(cli, columns);
  const execute: Execute = async (command, parsed) => {
    const options = asGiven(parsed);
    expectNumbers(options, args);
    expectOnce(options, cli);
    if (command.files) await keepSources(options as Record<string, unknown>, command.files);
    code = (await command.run(options, { signal })) ?? exitCode.done;
  };
  for (const entry of commandTable) register(cli, entry, execute);
  await cli.parseAsync();
  return code;
}

interface YargsInside {
  getOptions?(): { readonly array?: readonly string[] };
  getInternalMethods?(): { getUsageInstance?(): { cacheHelpMessage?: () => void } };
}

/** yargs composes the help of a command that runs, in case that it fails. Our errors never show it. */
function withoutHelpInAdvance(cli: Argv): void {
  const usage = (cli as YargsInside).getInternalMethods?.().getUsageInstance?.();
  if (usage) usage.cacheHelpMessage = () => {};
}

/** Commands are given this same object to describe themselves. */
function withWholeExamples(cli: Argv, columns: number): void {
  const example = cli.example.bind(cli) as (command: string, description: string) => Argv;
  const whole = (command: string, description = '') =>
    example(exampleText(command, description, columns), '');
  cli.example = whole as Argv['example'];
}

type Execute = (command: Command, options: object) => Promise<void>;

function register(cli: Argv, entry: CommandEntry | CommandGroup, execute: Execute): void {
  if ('commands' in entry) {
    cli.command(entry.usage, entry.describe, async (group) => {
      for (const command of entry.commands) register(group, command, execute);
      const { alone } = entry;
      if (!alone) {
        return group.demandCommand(1, `Expected a command after "${entry.usage}".`);
      }
      // Loaded first: for a default command that builds asynchronously, yargs prints the help of the whole program.
      const { command } = await alone.load();
      return group.command('$0', alone.describe, command.build, (options) =>
        execute(command, options as object),
      );
    });
    return;
  }
  const { usage, describe, load } = entry;
  cli.command(
    usage,
    describe,
    async (yargs) => (await load()).command.build(yargs),
    async (options) => execute((await load()).command, options),
  );
}

/** @throws RcnnError `bad-option` for a number that is none */
function expectNumbers(options: object, args: readonly string[]): void {
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
function expectOnce(options: object, cli: Argv): void {
  const lists = (cli as YargsInside).getOptions?.().array ?? [];
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

/** What a command that was asked to stop throws. */
function isAbort(error: unknown): boolean {
  return error instanceof RcnnError ? error.code === 'aborted' : (error as Error)?.name === 'AbortError';
}

function exitCodeOf(error: unknown): number {
  const usage = error instanceof UsageError || (error instanceof RcnnError && error.code === 'bad-option');
  return usage ? exitCode.badUsage : exitCode.partlyFailed;
}

/** What the system refuses is no fault of ours, wherever it comes up. */
function isRefusal(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

function report(error: unknown): void {
  if (error instanceof RcnnError || error instanceof UsageError) {
    fail(error.message);
  } else if (isRefusal(error)) {
    fail(`The system refused: ${error.message}`);
  } else {
    fail(error instanceof Error ? (error.stack ?? error.message) : String(error), { unexpected: true });
  }
}
