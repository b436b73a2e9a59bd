import { detectorProposals } from '../proposals/by-name.js';
import { startSearchThreads } from '../proposals/selective-search/search-threads.js';
import type { EngineName } from '../src/engines/engine.js';
import { loadEngine } from '../src/engines/index.js';
import type { ModelCard } from '../src/weights/model-card.js';
import { loadModel } from '../src/weights/model-file.js';
import { type DetectorCore, LocalCore } from './core.js';
import { DEFAULT_COUNT, DEFAULT_THRESHOLD, type LoadDetectorOptions } from './options.js';
import { detectorRecord } from './record.js';
import { buildScorer } from './scorers/build-scorer.js';

/** A picture rarely holds more objects; COCO counts 100, and mAP gains nothing beyond. */
const MAX_DETECTIONS = 100;

/** A core, and what only loading it tells. */
export interface LoadedCore {
  readonly core: DetectorCore;
  readonly card: ModelCard;
  /** What `auto` came to. */
  readonly engine: EngineName;
}

/** The chain with its network, in this thread. @throws RcnnError as `loadDetector` */
export async function loadCore(options: LoadDetectorOptions): Promise<LoadedCore & { core: LocalCore }> {
  const { threads, proposals = 'selective-search', regions: mode = 'shared' } = options;
  if (proposals === 'selective-search' || proposals === 'both') startSearchThreads();
  const [model, engine] = await Promise.all([
    loadModel(options.model ?? 'voc', 'detector'),
    loadEngine(options.engine ?? 'auto'),
  ]);
  const { nmsIou } = detectorRecord(model);
  const regions = await buildScorer(model, { engine, mode, threads });
  try {
    const host = { engine, threads, model, trunk: regions.trunk };
    const core = new LocalCore({
      proposals:
        typeof proposals === 'string'
          ? await detectorProposals(proposals, host, options.multibox)
          : proposals,
      regions,
      count: options.count ?? DEFAULT_COUNT,
      threshold: options.threshold ?? DEFAULT_THRESHOLD,
      classes: model.card.classes.map(({ name }) => name),
      nmsIou,
      maxDetections: MAX_DETECTIONS,
    });
    return { core, card: model.card, engine: engine.name };
  } catch (error) {
    regions[Symbol.dispose]();
    throw error;
  }
}
