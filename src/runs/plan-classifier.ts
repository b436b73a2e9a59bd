import { CROPS, type Crops } from '../classification/views.js';
import { labelOf } from '../datasets/classification.js';
import type { ClassRecord } from '../datasets/records.js';
import type { EngineChoice } from '../engines/index.js';
import { RcnnError } from '../errors.js';
import { cardOf, type Ensemble, firstMembers, loadEnsemble } from '../weights/ensemble.js';
import { CLASSIFY_BATCH } from './classify-images.js';
import { engineOf, type Rung, type RunRequest } from './compute-run.js';
import { type RunSet, runImages } from './run-images.js';

export interface PlanClassifierOptions {
  /** One, or several that are averaged. */
  readonly models: readonly string[];
  readonly engine?: EngineChoice;
  /** Of each photograph, averaged. */
  readonly crops: Crops;
}

/** What classifying a split is. Several models are averaged. */
export async function planClassifier(set: RunSet, options: PlanClassifierOptions): Promise<RunRequest> {
  const { models } = options;
  const [engine, ensemble] = await Promise.all([
    engineOf(options.engine),
    loadEnsemble(models, 'classifier'),
  ]);
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

/** The same for the first model, the first two, and so on, at 1, 10 and 144 crops, at most `crops`. */
export async function planClassifierLadder(
  set: RunSet,
  options: PlanClassifierOptions,
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
