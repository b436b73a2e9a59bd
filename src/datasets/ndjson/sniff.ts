import { basename } from 'node:path';
import { filesEnding, headOf, type Look } from '../look.js';

const ENDING = /\.(ndjson|jsonl)$/i;

/** As this package names it in a folder: taken whatever it begins with, so that damage is told. */
const OWN = 'labels.ndjson';

/** The file of labels: the path itself; of a folder `labels.ndjson`, else the only one that begins as labels do, not as results. */
export async function ndjsonFile(look: Look): Promise<string | undefined> {
  const files = filesEnding(look, ENDING);
  if (!look.isFolder) return files[0];
  const own = files.find((file) => basename(file) === OWN);
  if (own !== undefined) return own;
  const tested = await Promise.all(
    files.map(async (file) => /^\s*\{\s*"(classes|root)"\s*:/.test(await headOf(file))),
  );
  const found = files.filter((_, index) => tested[index]);
  return found.length === 1 ? found[0] : undefined;
}

export async function isNdjson(look: Look): Promise<boolean> {
  return (await ndjsonFile(look)) !== undefined;
}
