import type { Classifier } from '../classification/classifier.js';
import type { LongWork } from '../progress.js';
import { featureLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';
import { writeInBatches } from './write-in-batches.js';

/** Writes a layer's values for the images whose result is not there yet; otherwise as `detectImages`. */
export async function describeImages(
  classifier: Pick<Classifier, 'featuresAll'>,
  images: readonly RunImage[],
  results: ResultSink,
  { layer, ...work }: LongWork & { readonly layer: string },
): Promise<void> {
  await writeInBatches(images, results, {
    ...work,
    stage: 'features',
    compute: (paths) => classifier.featuresAll(paths, { layer }),
    line: featureLine,
  });
}
