import { z } from 'zod';
import type { Box } from '../../geometry/box.js';
import { boxSchema } from './detections.js';
import { linesByImage } from './lines-by-image.js';
import { cornersSchema } from './proposals.js';

const lineSchema = z
  .object({
    image: z.string(),
    boxes: z.array(cornersSchema).optional(),
    detections: z.array(z.object({ box: boxSchema })).optional(),
  })
  .refine(({ boxes, detections }) => boxes ?? detections, {
    error: 'expected boxes, as `propose --json` writes them, or detections, as `detect --json` does',
  });

/**
 * The regions of each image, from the lines of `propose --json` or of `detect --json`, by the name in the line.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line, also for an image that comes twice
 */
export async function readNdjsonRegions(file: string): Promise<Map<string, readonly Box[]>> {
  const meaning = ({ boxes, detections = [] }: z.infer<typeof lineSchema>): readonly Box[] =>
    boxes?.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 })) ?? detections.map(({ box }) => box);
  return linesByImage(file, { schema: lineSchema, meaning });
}
