import type { Classifier } from '../classification/classifier.js';
import { inOrder } from '../look-ahead.js';
import { decodeImage } from '../platform/node/decode.js';
import type { LongWork } from '../progress.js';
import { failureLine, featureLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/** Photographs decoded while the network computes: one waits, one is being read. */
const AHEAD = 2;

/** Writes a layer's values for the images whose result is not there yet; otherwise as `detectImages`. */
export async function describeImages(
  classifier: Pick<Classifier, 'features'>,
  images: readonly RunImage[],
  results: ResultSink,
  { layer, signal, onProgress }: LongWork & { readonly layer: string },
): Promise<void> {
  const total = images.length;
  onProgress?.({ stage: 'features', done: results.done, total });
  if (signal?.aborted) return;
  const rest = images.slice(results.done);
  const decoded = inOrder(rest, async ({ path }) => ({ raster: await decodeImage(path) }), { ahead: AHEAD });
  for await (const entry of decoded) {
    const { source: image } = entry;
    const line =
      'error' in entry
        ? failureLine(image, entry.error)
        : featureLine(image, await classifier.features(entry.raster, { layer }));
    await results.append([line]);
    onProgress?.({ stage: 'features', done: results.done, total, item: image.id });
    if (signal?.aborted) return;
  }
}
