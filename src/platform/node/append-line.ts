/** Lines at the end of a file to which several processes add. */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { writeError } from './write-beside.js';

const NEWLINE = 10;
const BLOCK = 2 ** 16;

/** Milliseconds until another look at a lock that another process has. */
const WAIT = 20;
/** Milliseconds: a line takes a few, so a lock of this age was left by a process that was killed. */
const ABANDONED = 30_000;

/**
 * Adds a line, alone with the file: while `<file>.lock` is there, others wait. What a killed process left of its last line is
 * cut off before; a line that another process is writing never is.
 *
 * @param line with its newline
 * @returns the byte at which it begins
 * @throws RcnnError `disk-full`, `bad-file`
 */
export async function appendLine(file: string, line: Uint8Array): Promise<number> {
  const lock = `${file}.lock`;
  try {
    while (!taken(lock)) await setTimeout(WAIT);
    try {
      return append(file, line);
    } finally {
      rmSync(lock, { force: true });
    }
  } catch (error) {
    throw writeError(file, error);
  }
}

function taken(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  if (since !== undefined && Date.now() - since > ABANDONED) rmSync(lock, { force: true });
  return false;
}

function append(file: string, line: Uint8Array): number {
  const descriptor = openSync(file, 'a+');
  try {
    const end = endOfLines(descriptor);
    ftruncateSync(descriptor, end);
    appendFileSync(descriptor, line);
    return end;
  } finally {
    closeSync(descriptor);
  }
}

/** The byte after the last newline. */
function endOfLines(descriptor: number): number {
  const block = Buffer.alloc(BLOCK);
  for (let to = fstatSync(descriptor).size; to > 0; ) {
    const from = Math.max(0, to - BLOCK);
    const read = readSync(descriptor, block, 0, to - from, from);
    const last = block.subarray(0, read).lastIndexOf(NEWLINE);
    if (last >= 0) return from + last + 1;
    to = from;
  }
  return 0;
}
