import { detectorProposals, type ProposalHost } from '../proposals/by-name.js';
import { type Method, methodUses } from '../proposals/methods.js';
import { startSearchThreads } from '../proposals/selective-search/search-threads.js';
import type { ProposalSource } from '../proposals/source.js';
import { checkOptions } from '../src/check-arguments.js';
import { deferred } from '../src/engines/deferred.js';
import type { Engine } from '../src/engines/engine.js';
import { type EngineChoice, loadEngine } from '../src/engines/index.js';
import { cardOf, type Ensemble, loadEnsemble } from '../src/weights/ensemble.js';
import type { ModelCard } from '../src/weights/model-card.js';
import { type DetectorCore, LocalCore } from './core.js';
import { DEFAULT_THRESHOLD, MAX_DETECTIONS } from './defaults.js';
import { DetectionLadder } from './ladder.js';
import type { RegionMode } from './modes/modes.js';
import { type LoadDetectorOptions, type LoadedOptions, loadDetectorSchema } from './options.js';
import type { RcnnParts } from './rcnn.js';
import { detectorRecord, ownMode, ownProposals } from './record.js';
import { type BuildScorerOptions, buildScorer } from './scorers/build-scorer.js';
import { EnsembleScorer } from './scorers/ensemble-scorer.js';
import type { RegionScorer } from './scorers/region-scorer.js';

/** A core, and what is known only after loading. */
export interface LoadedCore {
  readonly core: DetectorCore;
  readonly card: ModelCard;
  /** What `auto` came to. */
  readonly engine: string;
  /** How regions are seen: as asked for, else as the model is made for. */
  readonly regions: RegionMode;
  /** Where it looks: as asked for, else as the model is made for; `own`: a source of the caller's. */
  readonly proposals: Method | 'own';
}

/** `given`: every request brings its boxes, and nothing is started to find any. */
export interface LoadCoreOptions extends Omit<LoadedOptions, 'proposals' | 'engine' | 'worker'> {
  readonly proposals?: LoadedOptions['proposals'] | 'given';
  /** By name, or a loaded one. */
  readonly engine: EngineChoice | Engine;
}

/** Where a core looks, once it is known. */
type Looking = NonNullable<LoadCoreOptions['proposals']>;

const NO_SOURCE: ProposalSource = {
  propose: () => Promise.reject(new Error('Expected boxes with the request.')),
  [Symbol.dispose]: () => {},
};

/**
 * The chain with its network or networks, in this thread. What is wrong with the model's file is thrown here; its
 * networks are compiled beside the search of the first image.
 *
 * @throws RcnnError as `loadDetector`
 */
export async function loadCore(options: LoadCoreOptions): Promise<LoadedCore & { core: LocalCore }> {
  const { parts, compile, ...known } = await loadParts(options);
  return { core: new LocalCore(parts, compile), ...known };
}

/** The chain with the first network, the first two, and so on. @throws RcnnError as `loadDetector` */
export async function loadLadder(options: LoadDetectorOptions): Promise<DetectionLadder> {
  const checked = checkOptions(options, loadDetectorSchema, 'loadLadder');
  return new DetectionLadder((await loadParts(checked)).parts);
}

interface LoadedParts extends Omit<LoadedCore, 'core'> {
  readonly parts: RcnnParts & { readonly regions: EnsembleScorer };
  /** Compiles the networks, which otherwise are at their first run. */
  compile(): Promise<void>;
}

async function loadParts(options: LoadCoreOptions): Promise<LoadedParts> {
  const { threads, threshold = DEFAULT_THRESHOLD } = options;
  if (maySearch(options.proposals)) startSearchThreads();
  const [ensemble, running] = await Promise.all([
    loadEnsemble(options.model, 'detector'),
    typeof options.engine === 'object' ? options.engine : loadEngine(options.engine),
  ]);
  const engine = deferred(running);
  const [model] = ensemble.members;
  const { nmsIou } = detectorRecord(model);
  const mode = options.regions ?? ownMode(model);
  const proposals = options.proposals ?? ownProposals(model);
  const regions = await buildScorers(ensemble, { engine, mode, threads });
  try {
    const host = { engine, threads, model, trunk: regions.trunk };
    const card = cardOf(ensemble);
    const parts = {
      proposals: await sourceOf(proposals, host, options.multibox),
      regions,
      count: options.count,
      threshold,
      classes: card.classes.map(({ name }) => name),
      nmsIou,
      maxDetections: MAX_DETECTIONS,
    };
    return {
      parts,
      compile: engine.begin,
      card,
      engine: engine.name,
      regions: mode,
      proposals: nameOf(proposals),
    };
  } catch (error) {
    regions[Symbol.dispose]();
    throw error;
  }
}

async function buildScorers(
  { members, weights, average }: Ensemble,
  options: BuildScorerOptions,
): Promise<EnsembleScorer> {
  const scorers: RegionScorer[] = [];
  try {
    for (const model of members) scorers.push(await buildScorer(model, options));
    return new EnsembleScorer(scorers, { by: average, weights });
  } catch (error) {
    for (const scorer of scorers) scorer[Symbol.dispose]();
    throw error;
  }
}

async function sourceOf(proposals: Looking, host: ProposalHost, multibox: string): Promise<ProposalSource> {
  if (proposals === 'given') return NO_SOURCE;
  return isMethod(proposals) ? detectorProposals(proposals, host, multibox) : proposals;
}

/** Threads start before the model is read, which says whether they are needed: mostly they are. */
function maySearch(proposals: LoadCoreOptions['proposals']): boolean {
  return proposals === undefined || (isMethod(proposals) && methodUses(proposals, 'search'));
}

/** Boxes that come with each request are the caller's, too. */
function nameOf(proposals: Looking): LoadedCore['proposals'] {
  return isMethod(proposals) ? proposals : 'own';
}

function isMethod(proposals: Looking): proposals is Method {
  return typeof proposals === 'string' && proposals !== 'given';
}
