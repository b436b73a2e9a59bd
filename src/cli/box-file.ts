import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { RcnnError } from '../errors.js';
import type { Box } from '../geometry/box.js';

const quadruple = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const line = z.object({ image: z.string(), boxes: z.array(quadruple) });

/**
 * Boxes by image, from NDJSON lines `{"image", "boxes": [[x1, y1, x2, y2], ...]}`: what `propose --json` prints.
 *
 * @throws RcnnError `file-not-found`; `bad-file` with the line that is wrong
 */
export async function readBoxFile(path: string): Promise<Map<string, Box[]>> {
  const text = await readFile(path, 'utf8').catch((cause) => {
    throw new RcnnError('file-not-found', `Expected a file of boxes at ${path}, but could not read it.`, {
      cause,
    });
  });
  const byImage = new Map<string, Box[]>();
  text.split('\n').forEach((json, i) => {
    if (json.trim() === '') return;
    const { image, boxes } = parseLine(json, `${path}:${i + 1}`);
    byImage.set(
      image,
      boxes.map(([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 })),
    );
  });
  return byImage;
}

function parseLine(json: string, where: string): z.output<typeof line> {
  try {
    return line.parse(JSON.parse(json));
  } catch (cause) {
    const expected = '{"image": ..., "boxes": [[x1, y1, x2, y2], ...]}';
    throw new RcnnError('bad-file', `Expected ${expected} at ${where}, but got ${json.slice(0, 80)}`, {
      cause,
    });
  }
}
