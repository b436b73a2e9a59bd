import { z } from 'zod';
import { Boxes } from '../../geometry/boxes.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { linesByImage } from './lines-by-image.js';

/** Corners, as `propose` prints them. */
export const cornersSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** What `propose` prints for an image; keys that are not needed here are passed. */
const lineSchema = z.object({ image: z.string(), boxes: z.array(cornersSchema) });

/**
 * Reads the lines that `propose --json` writes: `{"image", "boxes": [[x1, y1, x2, y2], ...]}`, best first, by the
 * name in the line. Images that failed have no entry; `onFailure` hears of them. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image that comes twice
 */
export async function readNdjsonProposals(
  file: string,
  options: Pick<ReadResultsOptions, 'onFailure'> = {},
): Promise<Map<string, Boxes>> {
  const meaning = ({ boxes }: z.infer<typeof lineSchema>) =>
    Boxes.from(boxes.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 })));
  return linesByImage(file, { schema: lineSchema, meaning }, options);
}
