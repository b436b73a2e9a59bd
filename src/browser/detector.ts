import type { CallOptions, EvidenceOptions } from '../../detection/call-options.js';
import type { Found } from '../../detection/detected.js';
import type { EvidenceAnswer, LookAnswer } from '../../detection/look-answer.js';
import type { LoadedDetector } from './messages.js';
import { PageModel } from './model.js';
import type { Picture } from './pictures.js';

/**
 * R-CNN with a model's network in a worker of the page, ready to run. Calls may be made at any time: they run in the
 * order in which they come. Dispose of it when done.
 */
export class Detector extends PageModel<LoadedDetector> {
  protected readonly what = 'detector';

  /** Names of what it finds. */
  get classes(): readonly string[] {
    return this.card.classes.map(({ name }) => name);
  }

  /** Detections below it are left out, unless a call or the model's card says otherwise. */
  get threshold(): number {
    return this.loaded.threshold;
  }

  /** Proposals looked at per image, unless a call says otherwise. */
  get count(): number {
    return this.loaded.count;
  }

  /**
   * Objects of one picture, boxes in its pixels.
   *
   * @throws RcnnError `bad-option`, `bad-image`, `image-too-large`, `aborted`
   */
  detect(picture: Picture, options: CallOptions = {}): Promise<Found> {
    return this.ask('detect', picture, options) as Promise<Found>;
  }

  /** Every stage of a detection, as the server's `POST /v1/explain` gives them. @throws RcnnError as `detect` */
  explain(picture: Picture, options: CallOptions = {}): Promise<LookAnswer> {
    return this.ask('explain', picture, options) as Promise<LookAnswer>;
  }

  /**
   * Where in a box the evidence for a class lies: the mean of the values plus `bias` is the class's score before it
   * becomes a probability.
   *
   * @throws RcnnError as `detect`
   */
  evidence(picture: Picture, options: EvidenceOptions): Promise<EvidenceAnswer> {
    return this.ask('evidence', picture, options) as Promise<EvidenceAnswer>;
  }
}
