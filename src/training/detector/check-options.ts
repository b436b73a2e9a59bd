import { z } from 'zod';
import { abortSignal, checkOptions, someText, wholeFrom1 } from '../../check-arguments.js';

const part = (what: string) => z.custom<object>((value) => typeof value === 'object' && value !== null, what);

export const trainDetectorSchema = z.object({
  dataset: part('a data set as `readDataset` gives it'),
  base: part('a model as `loadModel` gives it'),
  engine: part('an engine as `loadEngine` gives it'),
  threads: wholeFrom1.optional(),
  run: someText,
  out: someText,
  name: someText,
  data: someText,
  command: someText,
  seed: z.int({ error: 'a whole number' }),
  images: wholeFrom1,
  cropImages: z.int({ error: 'a whole number from 0' }).min(0, 'a whole number from 0'),
  signal: abortSignal.optional(),
});

/**
 * What the card needs is asked for before an hour of work, not after it.
 *
 * @throws RcnnError `bad-option`
 */
export function checkTraining(options: unknown): void {
  checkOptions(options, trainDetectorSchema, 'trainDetector');
}
