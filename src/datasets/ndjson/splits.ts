import { readLines } from '../lines.js';
import type { Look } from '../look.js';
import { ndjsonFile } from './sniff.js';

/** Before the objects, where this package writes it. */
const SPLIT = /"split":("(?:[^"\\]|\\.)*")/;

/** The splits that the lines of a data set name, in their order. */
export async function ndjsonSplits(look: Look): Promise<string[]> {
  const file = (await ndjsonFile(look)) ?? look.path;
  const found = new Set<string>();
  await readLines(file, (text) => {
    const objects = text.indexOf('"objects":');
    const match = SPLIT.exec(objects < 0 ? text : text.slice(0, objects));
    if (match) found.add(JSON.parse(match[1]!) as string);
  });
  return [...found];
}
