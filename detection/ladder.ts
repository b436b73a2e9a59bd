/**
 * What each further network of an ensemble is worth: the decisions of the first, of the first two, and so on, from
 * one look of each at the same regions [GoogLeNet, section 8: 38.0 % for one, 43.9 % for six].
 */
import { throwIfAborted } from '../src/errors.js';
import { decodeImage } from '../src/platform/node/decode.js';
import type { ImageSource } from '../src/platform/node/image-source.js';
import { nameOf } from '../src/platform/node/image-source.js';
import { Candidates } from './candidates.js';
import { type Decision, decide, floorFor } from './decide.js';
import { timingsOf } from './detected.js';
import type { Detected } from './detector.js';
import { chooseRegions, lookAgain, propose, type RcnnParts } from './rcnn.js';
import type { EnsembleScorer } from './scorers/ensemble-scorer.js';

type LadderParts = RcnnParts & { readonly regions: EnsembleScorer };

export class DetectionLadder implements Disposable {
  readonly #parts: LadderParts;

  /** Owns the parts from now on. */
  constructor(parts: LadderParts) {
    this.#parts = parts;
  }

  /**
   * Objects of one image, as ensembles of one member, two, and so on find them.
   *
   * @throws RcnnError `bad-image`, `image-too-large`, `file-not-found`, naming the file; `aborted`
   */
  async detect(source: ImageSource, { signal }: { signal?: AbortSignal } = {}): Promise<Detected[]> {
    const began = performance.now();
    const image = await decodeImage(source);
    const decoded = performance.now();
    const proposals = await propose(image, this.#parts, nameOf(source));
    const proposed = performance.now();
    const boxes = await chooseRegions(image, proposals, this.#parts);
    const { classes, regions } = this.#parts;
    const options = { size: image, scoreFloor: floorFor(this.#parts) };
    const rungs = Array.from({ length: regions.size }, () => new Candidates(classes.length, options));
    for await (const answers of regions.ladder(image, boxes)) {
      throwIfAborted(signal);
      for (const [n, scored] of answers.entries()) rungs[n].add(scored);
    }
    const decisions: Decision[] = [];
    for (const [n, candidates] of rungs.entries()) {
      // Each refines other boxes.
      const parts = { ...this.#parts, regions: regions.first(n + 1) };
      if (regions.secondLook) await lookAgain(image, candidates, parts, signal);
      decisions.push(decide(candidates, parts));
    }
    const [decode, search, classify] = [decoded - began, proposed - decoded, performance.now() - proposed];
    const timings = timingsOf({ decode, propose: search, classify });
    const { width, height } = image;
    return decisions.map(({ detections, best }) => ({ width, height, detections, best, timings }));
  }

  [Symbol.dispose](): void {
    this.#parts.proposals[Symbol.dispose]();
    this.#parts.regions[Symbol.dispose]();
  }
}
