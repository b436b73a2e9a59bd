import type { ClassificationSet } from '../../datasets/classification.js';
import type { ClassRecord } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import { CLASSIFY_BATCH } from '../../runs/classify-images.js';
import { hashIds } from '../../runs/manifest.js';
import { runImages } from '../../runs/run-images.js';
import { loadModel, type Model } from '../../weights/model-file.js';
import type { ModelRunOptions } from '../options/evaluation-options.js';
import { labelOf } from './accuracy.js';
import { engineOf, type RunRequest } from './run.js';

/** What classifying a split is. Several models, separated by commas, are averaged. */
export async function planClassifier(
  set: ClassificationSet,
  options: ModelRunOptions & { readonly model: string },
): Promise<RunRequest> {
  const names = options.model.split(',');
  const [engine, ...models] = await Promise.all([
    engineOf(options),
    ...names.map((name) => loadModel(name, 'classifier')),
  ]);
  for (const model of models) expectKnownLabels(model, set.classes);
  const { crops } = options;
  return {
    task: 'classify',
    model: ensembleOf(models),
    images: runImages(set.images, set.root),
    options: { engine, crops },
    files: { models: names },
    batch: CLASSIFY_BATCH,
    ...(crops === 1 ? {} : { variant: `${crops}-crops` }),
  };
}

/** What a run calls its models: one by its own name and hash, several by all. */
function ensembleOf(models: readonly Model[]): { name: string; sha256: string } {
  const cards = models.map(({ card }) => card);
  if (cards.length === 1) return cards[0]!;
  return {
    name: cards.map(({ name }) => name).join('+'),
    sha256: hashIds(cards.map(({ sha256 }) => sha256)),
  };
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
