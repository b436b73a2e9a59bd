import { SelectiveSearchSource } from '../proposals/selective-search/source.js';
import type { ProposalHost, ProposalSource } from '../proposals/source.js';
import { type EngineChoice, loadEngine } from '../src/engines/index.js';
import { RcnnError } from '../src/errors.js';
import { loadModel } from '../src/weights/model-file.js';
import { Detector } from './detector.js';
import { detectorRecord } from './record.js';
import type { RegionMode } from './regions/region-reader.js';
import { buildScorer } from './scorers/build-scorer.js';

export interface LoadDetectorOptions {
  readonly engine?: EngineChoice;
  /** Threads inside one operation; default: all cores. */
  readonly threads?: number;
  /** `shared` (default): one map an image. `crops`: the paper's, several times the cost. */
  readonly regions?: RegionMode;
  /**
   * Default: selective search, R-CNN's fast setting. A function makes a source that shares the detector's network.
   * The detector disposes of the source.
   */
  readonly proposals?: ProposalSource | ((host: ProposalHost) => Promise<ProposalSource>);
  /** Proposals looked at an image; default 500. More take longer, and with `voc` more false boxes than objects come. */
  readonly count?: number;
  /**
   * Detections below it are left out, 0..1; default 0.3, which suits people; 0.01 suits mAP. It only filters: the
   * boxes that stay are the same at every threshold.
   */
  readonly threshold?: number;
}

/** A picture rarely holds more objects; COCO counts 100, and mAP gains nothing beyond. */
const MAX_DETECTIONS = 100;

/**
 * Loads a detector, ready to run.
 *
 * @param nameOrPath `voc`, the embedded model, or a file that `train detector` wrote
 * @throws RcnnError `file-not-found`, `bad-weights`, `bad-option`, `engine-unavailable`
 */
export async function loadDetector(nameOrPath = 'voc', options: LoadDetectorOptions = {}): Promise<Detector> {
  const { count = 500, threshold = 0.3, regions: mode = 'shared', threads } = options;
  checkOptions(count, threshold);
  const [model, engine] = await Promise.all([loadModel(nameOrPath), loadEngine(options.engine ?? 'auto')]);
  const { nmsIou } = detectorRecord(model);
  const regions = await buildScorer(model, { engine, mode, threads });
  try {
    const { proposals: given = new SelectiveSearchSource({ count }) } = options;
    const host = { engine, threads, model, trunk: regions.trunk };
    return new Detector({
      proposals: typeof given === 'function' ? await given(host) : given,
      regions,
      count,
      threshold,
      classes: model.card.classes.map(({ name }) => name),
      nmsIou,
      maxDetections: MAX_DETECTIONS,
    });
  } catch (error) {
    regions[Symbol.dispose]();
    throw error;
  }
}

function checkOptions(count: number, threshold: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RcnnError('bad-option', `Expected count to be a whole number from 1, but got ${count}.`);
  }
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new RcnnError('bad-option', `Expected threshold to be 0 to 1, but got ${threshold}.`);
  }
}
