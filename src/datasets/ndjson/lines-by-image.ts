import type { z } from 'zod';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { parseResultLine } from './detections.js';

/**
 * What the lines say of each image, by the name in the line. Images that failed have no entry; `onFailure` hears of them.
 * Streams.
 *
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image that comes twice
 */
export async function linesByImage<L extends { readonly image: string }, T>(
  file: string,
  { schema, meaning }: { readonly schema: z.ZodType<L>; readonly meaning: (line: L) => T },
  { onFailure }: Pick<ReadResultsOptions, 'onFailure'> = {},
): Promise<Map<string, T>> {
  const byImage = new Map<string, T>();
  await readLines(file, (text, line) => {
    const parsed = parseResultLine(text, schema, { file, line });
    if ('error' in parsed) return onFailure?.(parsed);
    const { image } = parsed;
    if (byImage.has(image)) {
      const message = `expected each image once, but ${shown(image)} comes again.`;
      throw badDataset({ kind: 'duplicate', file, line, message });
    }
    byImage.set(image, meaning(parsed));
  });
  return byImage;
}
