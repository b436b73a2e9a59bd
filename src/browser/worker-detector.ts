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
import { detectorRecord, leastScores } from '../../detection/record.js';
import { buildScorer } from '../../detection/scorers/build-scorer.js';
import { checkOptions } from '../check-arguments.js';
import { webEngine } from '../engines/web/engine.js';
import { decodePicture } from '../platform/web/decode.js';
import { sha256 } from '../platform/web/digest.js';
import { type FetchOptions, fetchFile } from '../platform/web/fetch-file.js';
import { modelFromBytes } from '../weights/model-from-bytes.js';
import type { DetectJob, EvidenceJob, Loaded, LoadJob } from './messages.js';
import { detectSchema, loadSchema } from './options.js';
import { proposalsInWorker } from './proposals.js';

/** More gain little, and telephones get hot. */
const THREADS = 4;

/** @throws RcnnError `bad-option`, `bad-weights`, `download-failed`, `engine-unavailable`, `aborted` */
export async function loadWorkerDetector(job: LoadJob, fetching: FetchOptions): Promise<WorkerDetector> {
  const options = checkOptions(job.options, loadSchema, 'loadDetector');
  const { count = DEFAULT_COUNT, threshold, proposals = 'selective-search' } = options;
  const { multibox } = job;
  // Beside the model, which takes longer to come.
  const [engine, model] = await Promise.all([
    webEngine({ modules: job.modules, threads: options.threads ?? THREADS }),
    modelOf(job.model, fetching),
  ]);
  const { nmsIou } = detectorRecord(model);
  const classes = model.card.classes.map(({ name }) => name);
  const regions = await buildScorer(model, { engine, mode: 'shared' });
  const core = new LocalCore({
    proposals: await proposalsInWorker(proposals, { engine, model, trunk: regions.trunk!, multibox }),
    ...{ regions, count, classes, nmsIou, maxDetections: MAX_DETECTIONS },
    threshold: threshold ?? DEFAULT_THRESHOLD,
  });
  const { card } = model;
  const { threads } = engine;
  const loaded = { card, nmsIou, threshold: threshold ?? DEFAULT_THRESHOLD, count, threads };
  return new WorkerDetector(core, { ...loaded, verified: sha256 !== undefined }, threshold);
}

async function modelOf(given: string | Uint8Array, fetching: FetchOptions) {
  const [name, bytes] =
    typeof given === 'string' ? [given, await fetchFile(given, fetching)] : ['the model', given];
  return modelFromBytes(name, bytes, sha256);
}

export class WorkerDetector {
  readonly loaded: Loaded;
  readonly #core: LocalCore;
  /** Undefined: those of the card, by class. */
  readonly #threshold: number | undefined;

  constructor(core: LocalCore, loaded: Loaded, threshold: number | undefined) {
    this.#core = core;
    this.loaded = loaded;
    this.#threshold = threshold;
  }

  async detect(job: DetectJob, signal: AbortSignal): Promise<Found> {
    const { result, decode, size } = await this.#run(job, false, signal);
    const { detections, best, propose, classify } = result;
    return { ...size, detections, best, timings: timingsOf({ decode, propose, classify }) };
  }

  async explain(job: DetectJob, signal: AbortSignal): Promise<LookAnswer> {
    const { result, decode, size } = await this.#run(job, true, signal);
    const { propose, classify } = result;
    const explained = { ...result.stages!, ...size, timings: timingsOf({ decode, propose, classify }) };
    return lookAnswer(explained, { ...this.loaded, classes: this.#classes });
  }

  async evidence({ picture, options }: EvidenceJob, signal: AbortSignal): Promise<EvidenceAnswer> {
    const { box, class: name } = checkOptions(options, evidenceSchema(this.#classes), 'evidence');
    const k = this.#classes.indexOf(name);
    const image = await decodePicture(picture);
    return evidenceAnswer(await this.#core.evidence(image, { box, k }, signal));
  }

  get #classes(): readonly string[] {
    return this.loaded.card.classes.map(({ name }) => name);
  }

  async #run({ picture, options }: DetectJob, explain: boolean, signal: AbortSignal) {
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
