/** The chain of rcnn.ts for one image after another, wherever it runs: in this thread or in one of its own. */
import { explainProposals } from '../proposals/source.js';
import { RcnnError } from '../src/errors.js';
import type { Box } from '../src/geometry/box.js';
import type { Boxes } from '../src/geometry/boxes.js';
import { type Raster, samePixels } from '../src/imaging/raster.js';
import { Turns } from '../src/turns.js';
import type { Detection } from './detection.js';
import { type DetectionStages, explainRegions } from './explain.js';
import { chooseRegions, classifyRegions, propose, type RcnnParts } from './rcnn.js';
import type { Evidence } from './scorers/region-scorer.js';

/** What one call asks for, nothing left open. */
export interface CoreRequest {
  readonly threshold: number;
  /** See DecideOptions. */
  readonly thresholds?: readonly (number | undefined)[] | undefined;
  /** Proposals looked at. */
  readonly count: number;
  /** Classes looked for, by name; undefined: all. */
  readonly only?: readonly string[] | undefined;
  /** The image's path or name. */
  readonly name?: string | undefined;
  /** Where objects may be, found elsewhere, instead of by the core's own source. */
  readonly boxes?: Boxes | undefined;
  /** Keeps every stage. */
  readonly explain: boolean;
}

export interface CoreResult {
  readonly detections: Detection[];
  readonly best: Detection | undefined;
  /** Milliseconds. */
  readonly propose: number;
  readonly classify: number;
  readonly stages?: DetectionStages;
}

export interface EvidenceRequest {
  /** Pixels of the image. */
  readonly box: Box;
  /** Place of the class. */
  readonly k: number;
}

export interface DetectorCore {
  /** Calls run in order. @throws RcnnError `aborted`, before the next batch of regions */
  detect(image: Raster, request: CoreRequest, signal?: AbortSignal): Promise<CoreResult>;
  /** Where in a box the evidence for class `k` lies. @throws RcnnError `bad-option` where regions are crops */
  evidence(image: Raster, request: EvidenceRequest, signal?: AbortSignal): Promise<Evidence>;
  /** Releases the network; no call is under way. */
  close(): void;
}

/** The chain in the thread of the caller. One image's proposals are searched while another's regions run. */
export class LocalCore implements DetectorCore {
  readonly #parts: RcnnParts;
  readonly #proposing = new Turns(1);
  readonly #classifying = new Turns(1);
  readonly #compile: () => Promise<void>;
  /** The image that was last explained or asked about: the map of its raster serves further questions. */
  #asked: Raster | undefined;

  /**
   * Owns the parts from now on.
   *
   * @param compile begins to compile what is not yet, beside the search of the first image
   */
  constructor(parts: RcnnParts, compile = async () => {}) {
    this.#parts = parts;
    this.#compile = compile;
  }

  async detect(given: Raster, request: CoreRequest, signal?: AbortSignal): Promise<CoreResult> {
    const parts = { ...this.#parts, ...request };
    const image = request.explain ? this.#sameAgain(given) : given;
    const searching = this.#proposing.run(() => timed(() => proposalsFor(image, parts)), signal);
    const [found] = await Promise.all([searching, this.#compile()]);
    const { boxes, search } = found.value;
    const run = async () => {
      const chosen = await chooseRegions(image, boxes, parts);
      if (request.explain) return explainRegions(image, chosen, parts, signal);
      return classifyRegions(image, chosen, parts, { signal });
    };
    const seen = await this.#classifying.run(() => timed(run), signal);
    const { detections, best } = seen.value;
    const stages = 'regions' in seen.value ? { stages: { ...seen.value, proposed: boxes, search } } : {};
    return { detections, best, propose: found.time, classify: seen.time, ...stages };
  }

  async evidence(image: Raster, { box, k }: EvidenceRequest, signal?: AbortSignal): Promise<Evidence> {
    const { evidence } = this.#parts.regions;
    if (!evidence) {
      throw new RcnnError(
        'bad-option',
        'Expected a detector of `shared` regions for evidence, but got crops.',
      );
    }
    return this.#classifying.run(() => evidence(this.#sameAgain(image), box, k), signal);
  }

  /** Whoever asks about a picture asks again; each time its file is decoded to another raster of the same pixels. */
  #sameAgain(image: Raster): Raster {
    if (!this.#asked || !samePixels(this.#asked, image)) this.#asked = image;
    return this.#asked;
  }

  close(): void {
    this.#asked = undefined;
    this.#parts.proposals[Symbol.dispose]();
    this.#parts.regions[Symbol.dispose]();
  }
}

async function proposalsFor(image: Raster, parts: RcnnParts & CoreRequest) {
  const { boxes, explain, proposals, name, count } = parts;
  if (boxes) return { boxes };
  if (!explain) return { boxes: await propose(image, parts, name) };
  const explained = await explainProposals(proposals, image, { name, count });
  return { ...explained, boxes: explained.boxes.slice(0, count) };
}

async function timed<T>(task: () => Promise<T>): Promise<{ value: T; time: number }> {
  const began = performance.now();
  return { value: await task(), time: performance.now() - began };
}
