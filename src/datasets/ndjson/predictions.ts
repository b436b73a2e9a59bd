import { z } from 'zod';
import { ImageFinder } from '../images.js';
import { readLines } from '../lines.js';
import { shown } from '../numbers.js';
import { reportStranger } from '../problem.js';
import type { ImageRecord } from '../records.js';
import type { ReadResultsOptions } from '../result-rows.js';
import { parseResultLine } from './detections.js';
import { reportFailure } from './failures.js';

/** What `classify` prints for an image; keys that are not needed here are passed. */
const lineSchema = z.object({
  image: z.string(),
  predictions: z.array(
    z.object({ class: z.string(), wnid: z.string().optional(), score: z.number().optional() }),
  ),
});

/** Guesses on one image of a data set, best first. */
interface ImageGuesses {
  /** Index into the images. */
  readonly image: number;
  readonly guesses: readonly {
    readonly class: string;
    readonly wnid?: string | undefined;
    readonly score?: number | undefined;
  }[];
}

/**
 * Reads the lines that `classify` writes: `{"image", "predictions": [{"class", "wnid", "score"}]}`. An image is
 * found by id or by the name of its file. Streams.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line; `bad-option` for an image of other data
 */
export async function readNdjsonPredictions(
  file: string,
  images: readonly ImageRecord[],
  options: ReadResultsOptions = {},
): Promise<ImageGuesses[]> {
  const finder = new ImageFinder(images);
  const rows: ImageGuesses[] = [];
  await readLines(
    file,
    (text, line) => {
      const parsed = parseResultLine(text, lineSchema, { file, line });
      if ('error' in parsed) return reportFailure(parsed, { file, line }, options);
      const image = finder.find(parsed.image);
      if (image === undefined) {
        const message = `expected an image of the data set, but got ${shown(parsed.image)}.`;
        return reportStranger({ file, line, message }, options.onProblem);
      }
      rows.push({ image, guesses: parsed.predictions });
    },
    options.signal ? { signal: options.signal } : {},
  );
  return rows;
}
