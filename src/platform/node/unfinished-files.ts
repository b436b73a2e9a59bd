/** Names of files that are being written, and removal of those that killed processes left. */
import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './is-alive.js';

/** Identifies the set of processes that a process id belongs to: containers that share a folder have their own ids. */
const place = createHash('sha256')
  .update(hostname() + processNamespace())
  .digest('hex')
  .slice(0, 6);

const pattern = new RegExp(`\\.(\\d+)-${place}-[0-9a-f]{8}\\.tmp$`);

/** Names in use by this process, whose id may equal that of a killed one, as in containers. */
const ours = new Set<string>();

/** Folders that have been cleaned: once is enough, since this process leaves nothing and others seldom die meanwhile. */
const cleaned = new Set<string>();

/** A new name beside `path`; release it with {@link finished}. */
export function unfinishedName(path: string): string {
  const name = `${path}.${process.pid}-${place}-${randomBytes(4).toString('hex')}.tmp`;
  ours.add(basename(name));
  return name;
}

export function finished(name: string): void {
  ours.delete(basename(name));
}

/** Removes what killed processes left in the folder of `path`, once per process and folder. */
export async function removeAbandoned(path: string): Promise<void> {
  const folder = dirname(path);
  if (cleaned.has(folder)) return;
  cleaned.add(folder);
  for (const name of await readdir(folder)) {
    const owner = Number(pattern.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner) || ours.has(name)) continue;
    if (owner === process.pid || !isAlive(owner)) await rm(join(folder, name), { force: true });
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
