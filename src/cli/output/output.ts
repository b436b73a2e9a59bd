import type Table from 'cli-table3';
import pc from 'picocolors';
import { onDemand } from './on-demand.js';

/** One JSON value on a line of standard output; waits while the reader is slow. */
export function writeJsonLine(value: unknown): Promise<void> {
  return print(JSON.stringify(value));
}

/** A result for people, tables included: standard output, so that `>` and `|` take it. Waits while the reader is slow. */
export async function print(text: string): Promise<void> {
  if (process.stdout.write(`${text}\n`)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** A time as the JSON contracts give it: milliseconds to a tenth. */
export function milliseconds(time: number): number {
  return Math.round(10 * time) / 10;
}

/** A share of 0..1 in percent to two digits; a dash where there is none. */
export function asPercent(value: number | null): string {
  return value === null ? '-' : (100 * value).toFixed(2);
}

export interface TableOptions {
  readonly head: readonly string[];
  /** Columns whose cells stand right, as numbers do. */
  readonly right?: readonly number[];
}

/** Rows under a head, without a frame: text for people. */
export function table(
  rows: readonly (readonly (string | number)[])[],
  { head, right = [] }: TableOptions,
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
  const CliTable = onDemand('cli-table3') as typeof Table;
  const made = new CliTable({
    head: head.map((title) => pc.bold(title)),
    chars: { ...Object.fromEntries(none.map((part) => [part, ''])), middle: '  ' },
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  made.push(...rows.map((row) => row.map(String)));
  return made.toString();
}

/** A line beside the results, of what is being done, written or wrong: standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function warn(line: string): void {
  say(`${pc.yellow('warning')} ${line}`);
}
