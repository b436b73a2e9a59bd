import { mkdir } from 'node:fs/promises';
import { writeError } from './write-beside.js';

/** Makes a folder and those above it where they are missing. @throws RcnnError `disk-full`, `bad-file` */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw writeError(path, error);
  });
}
