import { type LoadDetectorOptions, loadDetector } from '../../detection/load-detector.js';
import type { RegionMode } from '../../detection/modes/modes.js';
import { loadClassifier } from '../classification/load-classifier.js';
import type { ClassifyOptions } from '../classification/options.js';
import type { EngineName } from '../engines/index.js';
import type { LongWork } from '../progress.js';
import { classifyImages } from './classify-images.js';
import { describeImages } from './describe-images.js';
import { detectImages } from './detect-images.js';
import { detectorProposals } from './detector-proposals.js';
import type { Manifest } from './manifest.js';
import type { ResultSink } from './results-file.js';
import type { RunImage } from './run-images.js';

/** The files that the results of a run depend on beside its photographs, by name or path. */
export interface RunFiles {
  /** One, or several that are averaged. */
  readonly models: readonly string[];
  /** The head of MultiBox, where it proposes. */
  readonly multibox?: string;
  /** Boxes of a file, where the run looks there. */
  readonly boxes?: string;
}

/** What a manifest says of how its images are computed. */
export type Recipe = Pick<Manifest, 'task' | 'options'>;

/** A loaded network that computes images of one run. */
export interface Computation extends Disposable {
  /** Writes a line for each image that has none yet, as `detectImages`, `classifyImages` and `describeImages`. */
  run(images: readonly RunImage[], results: ResultSink, work: LongWork): Promise<void>;
}

/**
 * Loads what a recipe asks for, in this thread: nothing else waits for the event loop of a run.
 *
 * @param threads inside one operation; default: all cores
 * @throws RcnnError as `loadDetector` and `loadClassifier`
 */
export async function openComputation(
  { task, options }: Recipe,
  files: RunFiles,
  { threads }: { readonly threads?: number | undefined },
): Promise<Computation> {
  const common = { engine: options['engine'] as EngineName, threads, worker: false };
  if (task === 'classify') {
    const classifier = await loadClassifier({ model: files.models, ...common });
    const crops = options['crops'] as ClassifyOptions['crops'];
    const average = options['average'] as ClassifyOptions['average'];
    return {
      run: (images, results, work) =>
        classifyImages(classifier, images, results, { ...work, crops, average }),
      [Symbol.dispose]: () => classifier.dispose(),
    };
  }
  if (task === 'features') {
    const classifier = await loadClassifier({ model: files.models, ...common });
    const layer = String(options['layer']);
    return {
      run: (images, results, work) => describeImages(classifier, images, results, { ...work, layer }),
      [Symbol.dispose]: () => classifier.dispose(),
    };
  }
  const detector = await loadDetector(await detectorOf({ options }, files, { threads }));
  return {
    run: (images, results, work) => detectImages(detector, images, results, work),
    [Symbol.dispose]: () => detector.dispose(),
  };
}

/** How a recipe's detector is loaded. */
export async function detectorOf(
  { options }: Pick<Recipe, 'options'>,
  files: RunFiles,
  { threads }: { readonly threads?: number | undefined },
): Promise<LoadDetectorOptions> {
  return {
    model: files.models,
    ...{ engine: options['engine'] as EngineName, threads, worker: false },
    regions: options['regions'] as RegionMode,
    count: options['count'] as number,
    threshold: options['threshold'] as number,
    proposals: await detectorProposals(files.boxes ?? String(options['proposals'])),
    multibox: files.multibox,
  };
}
