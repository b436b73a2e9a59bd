/** The detector inside the worker: the chain of detection/rcnn.ts with a browser's parts. */
import { evidenceSchema } from '../../detection/call-options.js';
import { LocalCore } from '../../detection/core.js';
import { DEFAULT_COUNT, DEFAULT_THRESHOLD, MAX_DETECTIONS } from '../../detection/defaults.js';
import { type Found, timingsOf } from '../../detection/detected.js';
import {
  type EvidenceAnswer,
  evidenceAnswer,
  type LookAnswer,
  lookAnswer,
} from '../../detection/look-answer.js';
import { detectorRecord, leastScores, ownProposals } from '../../detection/record.js';
import { buildScorer } from '../../detection/scorers/build-scorer.js';
import { checkOptions } from '../check-arguments.js';
import { decodePicture } from '../platform/web/decode.js';
import type { FetchOptions } from '../platform/web/fetch-file.js';
import type { CallJob, DetectorCall, LoadDetectorJob, LoadedDetector } from './messages.js';
import { detectSchema, loadDetectorSchema } from './options.js';
import { proposalsInWorker } from './proposals.js';
import { openModel, type WorkerModel } from './worker-model.js';

/** @throws RcnnError `bad-option`, `bad-weights`, `download-failed`, `engine-unavailable`, `aborted` */
export async function loadWorkerDetector(
  job: LoadDetectorJob,
  fetching: FetchOptions,
): Promise<WorkerDetector> {
  const options = checkOptions(job.options, loadDetectorSchema, 'loadDetector');
  const { count = DEFAULT_COUNT, threshold, threads } = options;
  const { multibox } = job;
  const { engine, model, loaded } = await openModel(job, threads, fetching);
  const { nmsIou } = detectorRecord(model);
  const proposals = options.proposals ?? ownProposals(model);
  const classes = model.card.classes.map(({ name }) => name);
  const regions = await buildScorer(model, { engine, mode: 'shared' });
  const core = new LocalCore({
    proposals: await proposalsInWorker(proposals, {
      engine,
      model,
      trunk: regions.trunk!,
      multibox,
      fetching,
    }),
    ...{ regions, count, classes, nmsIou, maxDetections: MAX_DETECTIONS },
    threshold: threshold ?? DEFAULT_THRESHOLD,
  });
  const own = { nmsIou, threshold: threshold ?? DEFAULT_THRESHOLD, count };
  return new WorkerDetector(core, { ...loaded, ...own }, threshold);
}

type DetectorJob = Pick<CallJob, 'picture' | 'options'>;

class WorkerDetector implements WorkerModel {
  readonly loaded: LoadedDetector;
  readonly #core: LocalCore;
  /** Undefined: those of the card, by class. */
  readonly #threshold: number | undefined;

  constructor(core: LocalCore, loaded: LoadedDetector, threshold: number | undefined) {
    this.#core = core;
    this.loaded = loaded;
    this.#threshold = threshold;
  }

  answer(job: CallJob<DetectorCall>, signal: AbortSignal): Promise<unknown> {
    return this[job.do](job, signal);
  }

  async detect(job: DetectorJob, signal: AbortSignal): Promise<Found> {
    const { result, decode, size } = await this.#run(job, false, signal);
    const { detections, best, propose, classify } = result;
    return { ...size, detections, best, timings: timingsOf({ decode, propose, classify }) };
  }

  async explain(job: DetectorJob, signal: AbortSignal): Promise<LookAnswer> {
    const { result, decode, size } = await this.#run(job, true, signal);
    const { propose, classify } = result;
    const explained = { ...result.stages!, ...size, timings: timingsOf({ decode, propose, classify }) };
    return lookAnswer(explained, { ...this.loaded, classes: this.#classes });
  }

  async evidence({ picture, options }: DetectorJob, signal: AbortSignal): Promise<EvidenceAnswer> {
    const { box, class: name } = checkOptions(options, evidenceSchema(this.#classes), 'evidence');
    const k = this.#classes.indexOf(name);
    const image = await decodePicture(picture);
    return evidenceAnswer(await this.#core.evidence(image, { box, k }, signal));
  }

  get #classes(): readonly string[] {
    return this.loaded.card.classes.map(({ name }) => name);
  }

  async #run({ picture, options }: DetectorJob, explain: boolean, signal: AbortSignal) {
    const call = explain ? 'explain' : 'detect';
    const checked = checkOptions(options, detectSchema(this.#classes), call);
    const { threshold = this.#threshold, count = this.loaded.count, classes: only } = checked;
    const began = performance.now();
    const image = await decodePicture(picture);
    const decode = performance.now() - began;
    const least = leastScores(this.loaded.card, threshold);
    const result = await this.#core.detect(image, { ...least, count, only, explain }, signal);
    return { result, decode, size: { width: image.width, height: image.height } };
  }
}
