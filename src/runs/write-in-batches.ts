import { BATCH } from '../classification/layer-runner.js';
import type { ClassifyResult } from '../classification/results.js';
import type { LongWork } from '../progress.js';
import { failureLine } from './result-lines.js';
import type { ResultLine, ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/** Images that a classifier computes together; shards take turns by as many. */
export const CLASSIFY_BATCH = BATCH;

interface Batched<R> extends LongWork {
  readonly stage: string;
  /** Results of images, by path, in order. */
  readonly compute: (paths: readonly string[]) => AsyncIterable<ClassifyResult<string, R>>;
  readonly line: (image: RunImage, result: R) => ResultLine;
}

/**
 * Writes a line for each image whose result is not there yet. Batches begin at multiples of {@link CLASSIFY_BATCH}
 * wherever the run resumes: TensorFlow's last digits depend on what is computed together.
 */
export async function writeInBatches<R extends object>(
  images: readonly RunImage[],
  results: ResultSink,
  { stage, compute, line, signal, onProgress }: Batched<R>,
): Promise<void> {
  const total = images.length;
  onProgress?.({ stage, done: results.done, total });
  let at = results.done - (results.done % CLASSIFY_BATCH);
  if (signal?.aborted) return;
  for await (const result of compute(images.slice(at).map(({ path }) => path))) {
    const image = images[at++]!;
    if (at > results.done) {
      await results.append(['error' in result ? failureLine(image, result.error) : line(image, result)]);
      onProgress?.({ stage, done: results.done, total, item: image.id });
    }
    if (signal?.aborted) return;
  }
}
