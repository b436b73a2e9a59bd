import type { Classifier } from '../classification/classifier.js';
import { expectedError, RcnnError } from '../errors.js';
import type { Raster } from '../imaging/raster.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { type FailureLine, failureLine, type PredictionLine, predictionLine } from './result-lines.js';
import type { ResultsFile } from './results-file.js';
import type { RunImage } from './run-images.js';

/** Images decoded and classified together; larger batches are no faster an image. */
export const CLASSIFY_BATCH = 16;

/** ILSVRC CLS looks at five guesses. */
const TOP = 5;

/**
 * Classifies the images whose result is not there yet, a batch at a time, the next one being decoded meanwhile.
 * Batches begin at multiples of {@link CLASSIFY_BATCH} wherever the run goes on: TensorFlow's last digits depend
 * on what is computed together. Otherwise as `detectImages`.
 */
export async function classifyImages(
  classifier: Pick<Classifier, 'classifyImages'>,
  images: readonly RunImage[],
  results: ResultsFile,
  { signal, onProgress }: LongWork = {},
): Promise<void> {
  const total = images.length;
  onProgress?.({ stage: 'classify', done: results.done, total });
  const first = results.done - (results.done % CLASSIFY_BATCH);
  const batchAt = (start: number) => images.slice(start, start + CLASSIFY_BATCH);
  let ahead = decodeBatch(batchAt(first));
  for (let start = first; results.done < total && !signal?.aborted; start += CLASSIFY_BATCH) {
    const decoded = await ahead;
    ahead = decodeBatch(batchAt(start + CLASSIFY_BATCH));
    const lines = await classifyBatch(classifier, decoded);
    await results.append(lines.slice(results.done - start));
    onProgress?.({ stage: 'classify', done: results.done, total, item: lines.at(-1)!.image });
  }
  await ahead;
}

interface Decoded {
  readonly image: RunImage;
  readonly raster: Raster | RcnnError;
}

function decodeBatch(images: readonly RunImage[]): Promise<Decoded[]> {
  return Promise.all(
    images.map(async (image) => ({ image, raster: await decodeImage(image.path).catch(expectedError) })),
  );
}

async function classifyBatch(
  classifier: Pick<Classifier, 'classifyImages'>,
  decoded: readonly Decoded[],
): Promise<(PredictionLine | FailureLine)[]> {
  const rasters = decoded.flatMap(({ raster }) => (raster instanceof RcnnError ? [] : [raster]));
  const predictions = (await classifier.classifyImages(rasters, { top: TOP })).values();
  return decoded.map(({ image, raster }) =>
    raster instanceof RcnnError
      ? failureLine(image, raster)
      : predictionLine(image, predictions.next().value!),
  );
}
