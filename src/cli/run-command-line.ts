import yargs, { type Argv } from 'yargs';
import { RcnnError } from '../errors.js';
import { packageVersion } from '../platform/node/package-root.js';
import { asGiven, forYargs } from './arguments.js';
import { expectNumbers, expectOnce } from './check-values.js';
import { type Command, exitCode } from './command.js';
import type { CommandEntry, CommandGroup } from './command-entry.js';
import { commandTable } from './command-table.js';
import { exampleText } from './examples.js';
import { keepSources } from './options/keep-sources.js';
import { fail } from './output/output.js';
import { OutputErrors } from './output/output-errors.js';
import { StopSignals } from './stop-signals.js';
import { unknownCommand } from './unknown-command.js';
import { type Asked, usageWords, wrongWords } from './usage-words.js';
import { describedAs, knownOptions, withoutHelpInAdvance } from './yargs-inside.js';

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
      throw error ?? refusal(unknownCommand(args) ?? usageWords(message ?? '', asked(args, cli)));
    });
  withoutHelpInAdvance(cli);
  withWholeExamples(cli, columns);
  const build: Steps['build'] = (command, yargs) => {
    const declared = command.build(yargs);
    const wrong = args.includes('--help') ? undefined : wrongWords(asked(args, cli));
    if (wrong !== undefined) throw refusal(wrong);
    return declared;
  };
  const execute: Steps['execute'] = async (command, parsed) => {
    const options = asGiven(parsed);
    expectNumbers(options, args);
    expectOnce(options, knownOptions(cli));
    if (command.files) await keepSources(options as Record<string, unknown>, command.files);
    code = (await command.run(options, { signal })) ?? exitCode.done;
  };
  for (const entry of commandTable) register(cli, entry, { build, execute });
  await cli.parseAsync();
  return code;
}

/** What is known of the command whose options are declared. */
function asked(args: readonly string[], cli: Argv): Asked {
  return { args: forYargs(args), ...knownOptions(cli), describe: (option) => describedAs(cli, option) };
}

function refusal(said: string): UsageError {
  const end = said.replace(/\.$/, '');
  return new UsageError(`${end}${/[?;]$/.test(end) ? '' : ';'} --help shows what can be given.`);
}

/** Commands are given this same object to describe themselves. */
function withWholeExamples(cli: Argv, columns: number): void {
  const example = cli.example.bind(cli) as (command: string, description: string) => Argv;
  const whole = (given: string | readonly [string, string?][], said = '') => {
    const rows = typeof given === 'string' ? [[given, said] as const] : given;
    for (const [command, description = ''] of rows) example(exampleText(command, description, columns), '');
    return cli;
  };
  cli.example = whole as Argv['example'];
}

/** What is done with a command once it is called. */
interface Steps {
  readonly build: (command: Command, yargs: Argv) => Argv;
  readonly execute: (command: Command, options: object) => Promise<void>;
}

function register(cli: Argv, entry: CommandEntry | CommandGroup, steps: Steps): void {
  const { build, execute } = steps;
  if ('commands' in entry) {
    cli.command(entry.usage, entry.describe, async (group) => {
      for (const command of entry.commands) register(group, command, steps);
      const { alone } = entry;
      if (!alone) {
        return group.demandCommand(1, `Expected a command after "${entry.usage}".`);
      }
      // Loaded first: for a default command that builds asynchronously, yargs prints the help of the whole program.
      const { command } = await alone.load();
      return group.command(
        '$0',
        alone.describe,
        (yargs) => build(command, yargs) as Argv<object>,
        (options) => execute(command, options as object),
      );
    });
    return;
  }
  const { usage, describe, load } = entry;
  cli.command(
    usage,
    describe,
    async (yargs) => build((await load()).command, yargs) as Argv<object>,
    async (options) => execute((await load()).command, options),
  );
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
