import { createReadStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cannotRead } from '../datasets/text.js';
import { RcnnError } from '../errors.js';
import { byteLines, endsWithNewline } from './byte-lines.js';
import type { Manifest } from './manifest.js';
import { RESULTS_FILE } from './results-file.js';

/** The run that wrote a file of results; undefined when the file is not of a run. */
export async function runOf(results: string): Promise<Manifest | undefined> {
  if (basename(results) !== RESULTS_FILE) return undefined;
  // Its schema brings zod, which takes longer to load than small results to judge.
  const { readManifest } = await import('./manifest.js');
  try {
    return await readManifest(dirname(results));
  } catch (error) {
    // Other programs write files of the same names.
    if (error instanceof RcnnError && error.code === 'bad-file') return undefined;
    throw error;
  }
}

/** Images whose whole line stands in a run's folder. @throws RcnnError `file-not-found`, `bad-file` */
export async function countResults(folder: string): Promise<number> {
  let lines = 0;
  try {
    for await (const line of resultLines(folder)) if (endsWithNewline(line)) lines++;
  } catch (error) {
    throw cannotRead(join(folder, RESULTS_FILE), error);
  }
  return lines;
}

/** Images whose line says why they have no result. */
export async function failedLines(folder: string): Promise<{ image: string; error: string }[]> {
  const failed: { image: string; error: string }[] = [];
  for await (const line of resultLines(folder)) {
    if (!line.includes('"error":')) continue; // most lines are long, and need not be parsed
    const { image, error } = JSON.parse(line.toString('utf8')) as { image: string; error?: string };
    if (error !== undefined) failed.push({ image, error });
  }
  return failed;
}

/** Lines as bytes, in order; the last one may be cut short. */
export function resultLines(folder: string): AsyncGenerator<Buffer> {
  return byteLines(createReadStream(join(folder, RESULTS_FILE)));
}
