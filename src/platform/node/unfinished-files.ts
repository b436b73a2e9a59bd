/** Names of files that are being written, and removal of those that killed processes left. */
import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive } from './is-alive.js';

/** Identifies the set of processes that a process id belongs to: containers that share a folder have their own ids. */
const place = createHash('sha256')
  .update(hostname() + processNamespace())
  .digest('hex')
  .slice(0, 6);

const pattern = new RegExp(`\\.(\\d+)-${place}-[0-9a-f]{8}\\.tmp$`);

/** Milliseconds since 1970: the same in all threads, each of which has modules of its own. */
const processBegan = Date.now() - 1000 * process.uptime();

/** Folders that have been cleaned: once is enough, since this process leaves nothing and others seldom die meanwhile. */
const cleaned = new Set<string>();

/** A new name beside `path`. */
export function unfinishedName(path: string): string {
  return `${path}.${process.pid}-${place}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes what killed processes left in the folder of `path`, once per process and folder. */
export async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  if (cleaned.has(folder)) return;
  cleaned.add(folder);
  for (const name of await readdir(folder)) {
    const owner = Number(pattern.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner)) continue;
    const file = join(folder, name);
    if (owner === process.pid ? await isOlder(file) : !isAlive(owner)) await rm(file, { force: true });
  }
}

/** Whether a file is of a killed process that had this one's id, as in containers; else one of our threads writes it. */
async function isOlder(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.mtimeMs < processBegan;
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
