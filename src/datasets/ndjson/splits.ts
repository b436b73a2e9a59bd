import { readLines } from '../lines.js';

/** Before the objects, where this package writes it. */
const SPLIT = /"split":("(?:[^"\\]|\\.)*")/;

/** The splits that the lines of a data set name, in their order. */
export async function ndjsonSplits(file: string): Promise<string[]> {
  const found = new Set<string>();
  await readLines(file, (text) => {
    const objects = text.indexOf('"objects":');
    const match = SPLIT.exec(objects < 0 ? text : text.slice(0, objects));
    if (match) found.add(JSON.parse(match[1]!) as string);
  });
  return [...found];
}
