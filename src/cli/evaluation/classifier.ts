import { CROPS, type Crops } from '../../classification/views.js';
import type { ClassRecord } from '../../datasets/records.js';
import { RcnnError } from '../../errors.js';
import { CLASSIFY_BATCH } from '../../runs/classify-images.js';
import { type RunSet, runImages } from '../../runs/run-images.js';
import { cardOf, type Ensemble, firstMembers, loadEnsemble } from '../../weights/ensemble.js';
import type { ComputeOptions } from '../options/evaluation-options.js';
import { modelsOf } from '../options/model-option.js';
import { labelOf } from './labels.js';
import { engineOf, type Rung, type RunRequest } from './run.js';

/** What classifying a split is. Several models are averaged. */
export async function planClassifier(
  set: RunSet,
  options: ComputeOptions & { readonly model: string },
): Promise<RunRequest> {
  const models = modelsOf(options.model);
  const [engine, ensemble] = await Promise.all([engineOf(options), loadEnsemble(models, 'classifier')]);
  expectKnownLabels(ensemble, set.classes);
  const { crops } = options;
  return {
    task: 'classify',
    model: cardOf(ensemble),
    images: runImages(set),
    options: { engine, crops },
    files: { models },
    batch: CLASSIFY_BATCH,
    ...variantOf(crops),
  };
}

/** A cell of the paper's Table 3. */
export interface ClassifierRung extends Rung {
  readonly models: number;
  readonly crops: Crops;
}

/** The same for the first model, the first two, and so on, at 1, 10 and 144 crops as far as `--crops` says. */
export async function planClassifierLadder(
  set: RunSet,
  options: ComputeOptions & { readonly model: string },
): Promise<{ rungs: ClassifierRung[]; ensemble: Ensemble }> {
  const { variant: _, ...request } = await planClassifier(set, options);
  const ensemble = await loadEnsemble(request.files.models, 'classifier');
  const all = CROPS.filter((crops) => crops <= options.crops);
  const rungs = ensemble.members.flatMap((_, i) => {
    const model = cardOf(firstMembers(ensemble, i + 1));
    return all.map((crops) => ({
      ...{ models: i + 1, crops, folder: `models-${i + 1}-crops-${crops}` },
      request: { ...request, model, options: { ...request.options, crops }, ...variantOf(crops) },
    }));
  });
  return { rungs, ensemble };
}

function variantOf(crops: Crops): Pick<RunRequest, 'variant'> {
  return crops === 1 ? {} : { variant: `${crops}-crops` };
}

/** A label that the model cannot give would count as its error, image after image. */
function expectKnownLabels({ members: [first] }: Ensemble, classes: readonly ClassRecord[]): void {
  const { path, card } = first!;
  const known = new Set(card.classes.flatMap(({ name, wnid }) => [name, wnid ?? name]));
  const strange = classes.filter((one) => !known.has(labelOf(one)));
  if (strange.length === 0) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${path} to know all classes of the truth, but it does not know ${strange.slice(0, 5).map(labelOf).join(', ')}.`,
  );
}
