import type { Classifier } from '../classification/classifier.js';
import type { ClassifyOptions } from '../classification/options.js';
import type { LongWork } from '../progress.js';
import { predictionLine } from './result-lines.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';
import { writeInBatches } from './write-in-batches.js';

/** ILSVRC CLS looks at five guesses. */
export const TOP = 5;

/** Classifies the images whose result is not there yet; otherwise as `detectImages`. */
export async function classifyImages(
  classifier: Pick<Classifier, 'classifyAll'>,
  images: readonly RunImage[],
  results: ResultSink,
  { crops, average, ...work }: LongWork & Pick<ClassifyOptions, 'crops' | 'average'> = {},
): Promise<void> {
  await writeInBatches(images, results, {
    ...work,
    stage: 'classify',
    compute: (paths) => classifier.classifyAll(paths, { crops, average, top: TOP }),
    line: (image, { predictions }) => predictionLine(image, predictions),
  });
}
