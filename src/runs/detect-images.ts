import type { Detector } from '../../detection/detector.js';
import { detectionLine } from '../datasets/ndjson/detections.js';
import type { LongWork } from '../progress.js';
import { failureLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/**
 * Detects on the images whose result is not there yet and writes a line after each. An image that cannot be
 * read becomes an error line, or ends it. Given up by the signal, it returns after the line of the image at hand.
 *
 * @param images those of `results`, in the same order
 * @param options.failures default 'kept': as error lines
 * @throws RcnnError `disk-full`, `bad-file`; with 'thrown' what is wrong with the first image that cannot be read
 */
export async function detectImages(
  detector: Pick<Detector, 'detectAll'>,
  images: readonly RunImage[],
  results: ResultSink,
  { signal, onProgress, failures = 'kept' }: LongWork & { readonly failures?: 'kept' | 'thrown' } = {},
): Promise<void> {
  const total = images.length;
  onProgress?.({ stage: 'detect', done: results.done, total });
  if (signal?.aborted) return;
  const rest = images.slice(results.done);
  for await (const result of detector.detectAll(
    rest.map(({ path }) => path),
    { strict: true }, // its lines have no room for warnings
  )) {
    if ('error' in result && failures === 'thrown') throw result.error;
    const image = images[results.done]!;
    const line = 'error' in result ? failureLine(image, result.error) : detectionLine(image.id, result);
    await results.append([line]);
    onProgress?.({ stage: 'detect', done: results.done, total, item: image.id });
    if (signal?.aborted) return;
  }
}
