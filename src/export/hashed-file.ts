import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeBeside } from '../platform/node/write-beside.js';

/** Hex digits of a name: two files of one name and different contents do not happen by chance. */
const DIGITS = 16;

/**
 * Writes a file whose name tells its contents, so that browsers may keep it for ever, and removes older ones of the
 * name.
 *
 * @param name with one gap for the hash: `worker.*.js`
 * @returns the name
 */
export async function writeHashed(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);
  const hashed = name.replace('*', hash);
  await writeBeside(join(folder, hashed), [bytes]);
  const [before, after] = name.split('*') as [string, string];
  const older = (await readdir(folder)).filter((file) => {
    const gap = file.slice(before.length, file.length - after.length);
    return (
      file !== hashed && file === before + gap + after && gap.length === DIGITS && /^[0-9a-f]+$/.test(gap)
    );
  });
  await Promise.all(older.map((file) => rm(join(folder, file))));
  return hashed;
}
