import type { Classifier } from '../classification/classifier.js';
import { BATCH } from '../classification/layer-runner.js';
import type { ClassifyOptions } from '../classification/options.js';
import type { LongWork } from '../progress.js';
import { failureLine, predictionLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/** Images computed together; shards take turns by as many. */
export const CLASSIFY_BATCH = BATCH;

/** ILSVRC CLS looks at five guesses. */
export const TOP = 5;

/**
 * Classifies the images whose result is not there yet. Batches begin at multiples of {@link CLASSIFY_BATCH} wherever
 * the run resumes: TensorFlow's last digits depend on what is computed together. Otherwise as `detectImages`.
 */
export async function classifyImages(
  classifier: Pick<Classifier, 'classifyAll'>,
  images: readonly RunImage[],
  results: ResultSink,
  { signal, onProgress, ...options }: LongWork & Pick<ClassifyOptions, 'crops' | 'average'> = {},
): Promise<void> {
  const total = images.length;
  onProgress?.({ stage: 'classify', done: results.done, total });
  let at = results.done - (results.done % CLASSIFY_BATCH);
  const sources = images.slice(at).map(({ path }) => path);
  if (signal?.aborted) return;
  for await (const result of classifier.classifyAll(sources, { ...options, top: TOP })) {
    const image = images[at++]!;
    if (at > results.done) {
      const line =
        'error' in result ? failureLine(image, result.error) : predictionLine(image, result.predictions);
      await results.append([line]);
      onProgress?.({ stage: 'classify', done: results.done, total, item: image.id });
    }
    if (signal?.aborted) return;
  }
}
