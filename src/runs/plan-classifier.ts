import type { Average } from '../average.js';
import { CROPS, type Crops } from '../classification/views.js';
import { labelOf } from '../datasets/classification.js';
import type { ClassRecord } from '../datasets/records.js';
import type { EngineChoice } from '../engines/index.js';
import { RcnnError } from '../errors.js';
import { cardOf, type Ensemble, firstMembers, loadEnsemble } from '../weights/ensemble.js';
import { engineOf, type Rung, type RunRequest } from './compute-run.js';
import { type RunSet, runImages } from './run-images.js';
import { CLASSIFY_BATCH } from './write-in-batches.js';

export interface PlanClassifierOptions {
  /** One, or several that are averaged. */
  readonly models: readonly string[];
  readonly engine?: EngineChoice;
  /** Of each photograph, averaged. */
  readonly crops: Crops;
  /** How; default the paper's mean. */
  readonly average?: Average;
}

/** What classifying a split is. Several models are averaged. @throws RcnnError `bad-option`; as `loadEnsemble` */
export async function planClassifier(set: RunSet, options: PlanClassifierOptions): Promise<RunRequest> {
  return (await planWithEnsemble(set, options)).request;
}

/** The models with it, which a ladder looks at too. */
async function planWithEnsemble(
  set: RunSet,
  options: PlanClassifierOptions,
): Promise<{ request: RunRequest; ensemble: Ensemble }> {
  const { models, crops, average = 'mean' } = options;
  if (average !== 'mean' && crops === 1) {
    throw new RcnnError(
      'bad-option',
      `Expected --crops 10 or 144 with --average ${average}, which combines them.`,
    );
  }
  const [engine, ensemble] = await Promise.all([
    engineOf(options.engine),
    loadEnsemble(models, 'classifier'),
  ]);
  expectKnownLabels(ensemble, set.classes);
  const request: RunRequest = {
    task: 'classify',
    model: cardOf(ensemble),
    images: runImages(set),
    files: { models },
    batch: CLASSIFY_BATCH,
    ...recipeOf(engine, { crops, average }),
  };
  return { request, ensemble };
}

/** A cell of the paper's Table 3. */
interface ClassifierRung extends Rung {
  readonly models: number;
  readonly crops: Crops;
}

/** The same for the first model, the first two, and so on, at 1, 10 and 144 crops, at most `crops`. */
export async function planClassifierLadder(
  set: RunSet,
  options: PlanClassifierOptions,
): Promise<{ rungs: ClassifierRung[]; ensemble: Ensemble }> {
  const { request: whole, ensemble } = await planWithEnsemble(set, options);
  const { variant: _, ...request } = whole;
  const { average = 'mean' } = options;
  const all = CROPS.filter((crops) => crops <= options.crops);
  const rungs = ensemble.members.flatMap((_, i) => {
    const model = cardOf(firstMembers(ensemble, i + 1));
    return all.map((crops) => ({
      ...{ models: i + 1, crops, folder: `models-${i + 1}-crops-${crops}` },
      request: { ...request, model, ...recipeOf(String(request.options['engine']), { crops, average }) },
    }));
  });
  return { rungs, ensemble };
}

/** One crop is no average: however its neighbours on a ladder are combined, its run is the same. */
function recipeOf(
  engine: string,
  { crops, average }: { readonly crops: Crops; readonly average: Average },
): Pick<RunRequest, 'options' | 'variant'> {
  if (crops === 1) return { options: { engine, crops } };
  if (average === 'mean') return { options: { engine, crops }, variant: `${crops}-crops` };
  return { options: { engine, crops, average }, variant: `${crops}-crops-${average}` };
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
