import type { RegionMode } from '../../detection/modes/modes.js';
import { ownMode, ownProposals } from '../../detection/record.js';
import { methodUses, SHIPPED_HEAD } from '../../proposals/methods.js';
import type { EngineChoice } from '../engines/index.js';
import { RcnnError } from '../errors.js';
import { fileHash } from '../platform/node/file-hash.js';
import { cardOf, type Ensemble, firstMembers, loadEnsemble } from '../weights/ensemble.js';
import { loadModel } from '../weights/model-file.js';
import type { RunFiles } from './computation.js';
import { engineOf, type Rung, type RunRequest } from './compute-run.js';
import { detectorProposals, expectMultiBoxUsed, methodOf } from './detector-proposals.js';
import { type RunSet, runImages } from './run-images.js';

export interface PlanDetectorOptions {
  /** One, or several that are averaged. */
  readonly models: readonly string[];
  readonly engine?: EngineChoice;
  /** Default: what the first model is made for. */
  readonly regions?: RegionMode | undefined;
  /** Proposals looked at. */
  readonly count: number;
  /** Lowest score kept, 0 to 1. */
  readonly threshold: number;
  /** A method, or a file of boxes. Default: what the first model is made for. */
  readonly proposals?: string;
  /** The head of MultiBox, where it proposes. Default: the one that ships. */
  readonly multibox?: string | undefined;
}

/** What detecting over a split is: its images, and all that the results depend on. Several models are averaged. */
export async function planDetector(dataset: RunSet, options: PlanDetectorOptions): Promise<RunRequest> {
  return (await planWithEnsemble(dataset, options)).request;
}

/** The models with it, which a ladder looks at too. */
async function planWithEnsemble(
  dataset: RunSet,
  options: PlanDetectorOptions,
): Promise<{ request: RunRequest; ensemble: Ensemble }> {
  const { models, threshold, count, multibox } = options;
  const seed = 0; // of selective search in the paper's order; the learned one draws nothing
  const [ensemble, engine] = await Promise.all([loadEnsemble(models, 'detector'), engineOf(options.engine)]);
  expectSharedClasses(ensemble, dataset);
  const regions = options.regions ?? ownMode(ensemble.members[0]);
  const proposals = options.proposals ?? ownProposals(ensemble.members[0]);
  expectMultiBoxUsed(multibox, proposals);
  const { identity, files } = await sourceOf(proposals, multibox);
  const request: RunRequest = {
    task: 'detect',
    model: cardOf(ensemble),
    images: runImages(dataset),
    options: { engine, regions, count, threshold, seed, ...identity },
    files: { models, ...files },
    batch: 1,
  };
  return { request, ensemble };
}

/** The same for the first model, for the first two, and so on. */
export async function planDetectorLadder(dataset: RunSet, options: PlanDetectorOptions): Promise<Rung[]> {
  const { request, ensemble } = await planWithEnsemble(dataset, options);
  return ensemble.members.map((_, i) => ({
    request: { ...request, model: cardOf(firstMembers(ensemble, i + 1)) },
    folder: `models-${i + 1}`,
  }));
}

/** The head of MultiBox, or the boxes of a file: what a manifest says of them, by content, and where they are. */
async function sourceOf(
  proposals: string,
  multibox = SHIPPED_HEAD,
): Promise<{ identity: Record<string, string>; files: Omit<RunFiles, 'models'> }> {
  const method = methodOf(proposals);
  if (method) {
    if (!methodUses(method, 'multiBox'))
      return { identity: { proposals: method, multibox: 'none' }, files: {} };
    const { sha256 } = (await loadModel(multibox)).card;
    return { identity: { proposals: method, multibox: sha256 }, files: { multibox } };
  }
  await detectorProposals(proposals); // a file that is not there is said before one that cannot be hashed
  const boxes = await fileHash(proposals);
  return { identity: { proposals: 'file', boxes }, files: { boxes: proposals } };
}

/** Hours of detection that no truth can match are not begun. */
function expectSharedClasses({ members: [first] }: Ensemble, { classes }: Pick<RunSet, 'classes'>): void {
  const { path, card } = first!;
  const known = new Set(classes.flatMap(({ name, wnid }) => [name, wnid ?? name]));
  if (classes.length === 0 || card.classes.some(({ name }) => known.has(name))) return;
  throw new RcnnError(
    'bad-option',
    `Expected ${path} to find classes of the truth (${[...known].slice(0, 5).join(', ')} ..), but it finds ${card.classes
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')} ..`,
  );
}
