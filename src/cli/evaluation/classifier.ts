import { loadClassifier } from '../../classification/load-classifier.js';
import type { ClassificationSet } from '../../datasets/classification.js';
import type { ClassRecord } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import type { LongWork } from '../../progress.js';
import { CLASSIFY_BATCH, classifyImages } from '../../runs/classify-images.js';
import { runImages } from '../../runs/run-images.js';
import { loadModel, type Model } from '../../weights/model-file.js';
import type { ModelRunOptions, TruthOptions } from '../options/evaluation-options.js';
import { labelOf } from './accuracy.js';
import { computeRun, engineOf, type RunState } from './run.js';

/** Classifies the split, as far as it has not been done. */
export async function runClassifier(
  set: ClassificationSet,
  options: ModelRunOptions & TruthOptions & { readonly model: string },
  work: LongWork,
): Promise<RunState> {
  const [model, engine] = await Promise.all([loadModel(options.model), engineOf(options)]);
  expectKnownLabels(model, set.classes);
  const images = runImages(set.images, set.root);
  return computeRun(
    { task: 'classify', model, images, options: { engine, crops: 1 }, batch: CLASSIFY_BATCH },
    options,
    async (own, results) => {
      using classifier = await loadClassifier(options.model, { ...options, engine });
      await classifyImages(classifier, own, results, work);
    },
  );
}

/** A label that the model cannot give would count as its error, image after image. */
function expectKnownLabels({ path, card }: Model, classes: readonly ClassRecord[]): void {
  const known = new Set(card.classes.flatMap(({ name, wnid }) => [name, wnid ?? name]));
  const strange = classes.filter((one) => !known.has(labelOf(one)));
  if (strange.length === 0) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${path} to know all classes of the truth, but it does not know ${strange.slice(0, 5).map(labelOf).join(', ')}.`,
  );
}
