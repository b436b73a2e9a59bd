import { z } from 'zod';
import { Boxes } from '../../geometry/boxes.js';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { parseResultLine } from './detections.js';

/** What `propose` prints for an image; keys that are not needed here are passed. */
const lineSchema = z.object({
  image: z.string(),
  boxes: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
});

/**
 * Reads the lines that `propose --json` writes: `{"image", "boxes": [[x1, y1, x2, y2], ...]}`, best first, by the
 * name in the line. Images that failed have no entry; `onFailure` hears of them. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image that comes twice
 */
export async function readNdjsonProposals(
  file: string,
  { onFailure }: Pick<ReadResultsOptions, 'onFailure'> = {},
): Promise<Map<string, Boxes>> {
  const byImage = new Map<string, Boxes>();
  await readLines(file, (text, number) => {
    const parsed = parseResultLine(text, lineSchema, { file, line: number });
    if ('error' in parsed) return onFailure?.(parsed);
    const { image, boxes } = parsed;
    if (byImage.has(image)) {
      const message = `expected each image once, but ${shown(image)} comes again.`;
      throw badDataset({ kind: 'duplicate', file, line: number, message });
    }
    byImage.set(image, Boxes.from(boxes.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 }))));
  });
  return byImage;
}
