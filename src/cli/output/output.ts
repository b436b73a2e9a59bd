import type Table from 'cli-table3';
import pc from 'picocolors';
import { printable, printableName } from '../../printable.js';
import { aboveBottomLine } from './bottom-line.js';
import { onDemand } from './on-demand.js';

/** One JSON value on a line of standard output; waits while the reader is slow. */
export function writeJsonLine(value: unknown): Promise<void> {
  return writeLine(JSON.stringify(value));
}

/** A result for people, tables included: standard output, so that `>` and `|` take it. Waits while the reader is slow. */
export function print(text: string): Promise<void> {
  return writeLine(forTerminal(text));
}

async function writeLine(text: string): Promise<void> {
  const write = () => process.stdout.write(`${text}\n`);
  if (process.stdout.isTTY ? aboveBottomLine(write) : write()) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** A time as the JSON contracts give it: milliseconds to a tenth. */
export function milliseconds(time: number): number {
  return Math.round(10 * time) / 10;
}

/** A share of 0..1 in percent, `61.32`; a dash where there is none. Differences keep their sign. */
export function asPercent(value: number | null, digits = 2): string {
  return value === null ? '-' : (100 * value).toFixed(digits);
}

export interface TableOptions {
  readonly head: readonly string[];
  /** Columns that are aligned right, as numbers are. */
  readonly right?: readonly number[];
  /** Line ends in cells are meant; elsewhere they stand in names. */
  readonly multiline?: boolean;
}

/** Rows under a head, without a frame: text for people. */
export function table(
  rows: readonly (readonly (string | number)[])[],
  { head, right = [], multiline = false }: TableOptions,
): string {
  const bare = [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
  ];
  const none = [...bare, 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
  const shown = multiline ? printable : printableName;
  const CliTable = onDemand('cli-table3') as typeof Table;
  const made = new CliTable({
    head: head.map((title) => pc.bold(printableName(title))),
    chars: { ...Object.fromEntries(none.map((part) => [part, ''])), middle: '  ' },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  made.push(...rows.map((row) => row.map((cell) => shown(String(cell)))));
  return made.toString().replace(/ +$/gm, ''); // the last column is padded, too
}

/** A line beside the results, of what is being done, written or wrong: standard error. */
export function say(line: string): void {
  aboveBottomLine(() => process.stderr.write(`${forTerminal(line)}\n`));
}

export function warn(line: string): void {
  say(`${pc.yellow('warning')} ${inner(line)}`);
}

/** An error that ends the command, or would. @param unexpected one of ours, with its stack */
export function fail(line: string, { unexpected = false }: { unexpected?: boolean } = {}): void {
  say(`${pc.red(unexpected ? 'unexpected error' : 'error')} ${inner(line)}`);
}

/** Our own colours stay where there are any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a colour
const COLOR = /(\u001b\[(?:[0-2]|22|3[0-79])m)/;

function forTerminal(text: string): string {
  if (!pc.isColorSupported) return printable(text);
  return text
    .split(COLOR)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}

/** Further lines are indented: a name with a line end cannot pass for a message of ours. */
function inner(text: string): string {
  return printable(text).replace(/\n(?! )/g, '\n  ');
}
