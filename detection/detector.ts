import type { Method } from '../proposals/methods.js';
import { checkOptions, checkSources } from '../src/check-arguments.js';
import { type RcnnError, throwIfAborted } from '../src/errors.js';
import type { Raster } from '../src/imaging/raster.js';
import { expectInUse } from '../src/in-use.js';
import { inOrder } from '../src/look-ahead.js';
import { decodeImage } from '../src/platform/node/decode.js';
import { type ImageSource, nameOf } from '../src/platform/node/image-source.js';
import { Turns } from '../src/turns.js';
import type { ModelCard } from '../src/weights/model-card.js';
import { type EvidenceOptions, evidenceSchema } from './call-options.js';
import type { CoreResult, DetectorCore } from './core.js';
import { DEFAULT_THRESHOLD } from './defaults.js';
import { type Found, timingsOf } from './detected.js';
import type { Detection } from './detection.js';
import type { DetectionStages } from './explain.js';
import type { RegionMode } from './modes/modes.js';
import { type DetectOptions, detectSchema } from './options.js';
import { type DetectorRecord, leastScores } from './record.js';
import type { Evidence } from './scorers/region-scorer.js';

export interface Detected extends Found {
  /** What is wrong with the image's file, though it could be decoded; absent when nothing is. */
  readonly warnings?: readonly string[];
  /** The decoded pixels, where they were asked for. */
  readonly raster?: Raster;
}

/** As `detect` returns it with `raster: true`. */
export interface DetectedWithRaster extends Detected {
  readonly raster: Raster;
}

/** A detection with everything that led to it. */
export interface Explained extends Detected, DetectionStages {
  readonly detections: Detection[];
  readonly best: Detection | undefined;
  readonly raster: Raster;
}

/** One entry per image, in order; an image that cannot be read fails alone. */
export type BatchResult<S> = { source: S } & (Detected | { error: RcnnError });

/** How a detector looks at images. */
export interface DetectorSettings {
  /** What `auto` came to. */
  readonly engine: string;
  readonly regions: RegionMode;
  /** `own`: a source that the caller made. */
  readonly proposals: Method | 'own';
  /** MultiBox's head, by name or file, where it proposes. */
  readonly multibox?: string;
  /** `card`: per class as the model's card says, else 0.3. */
  readonly threshold: number | 'card';
}

/** As a detector was loaded. */
export interface DetectorInfo {
  readonly card: ModelCard;
  /** Undefined: those of the card, by class. */
  readonly threshold: number | undefined;
  readonly count: number;
  readonly settings: DetectorSettings;
}

/** Calls at work at once: one image's proposals are searched while another's regions run. Others wait, in order. */
const AT_ONCE = 2;

/**
 * R-CNN with a model's network, ready to run. Calls may be made at any time: they run in the order in which they come,
 * at most two at once. Dispose of it when done.
 */
export class Detector implements Disposable {
  readonly #core: DetectorCore;
  readonly #info: DetectorInfo;
  readonly #turns = new Turns(AT_ONCE);
  #disposed = false;

  /** Owns the core from now on. */
  constructor(core: DetectorCore, info: DetectorInfo) {
    this.#core = core;
    this.#info = info;
  }

  /** What the model's file says about itself. */
  get card(): ModelCard {
    return this.#info.card;
  }

  /** Names of what it finds. */
  get classes(): readonly string[] {
    return this.#info.card.classes.map(({ name }) => name);
  }

  /**
   * Detections below it are left out, unless a call says otherwise. Where neither says anything, classes with a
   * threshold on the card go by that.
   */
  get threshold(): number {
    return this.#info.threshold ?? DEFAULT_THRESHOLD;
  }

  /** What {@link threshold} says, by class, where the card decides; undefined where one threshold is for all. */
  get thresholds(): Readonly<Record<string, number>> | undefined {
    const { threshold, thresholds } = leastScores(this.card, this.#info.threshold);
    return (
      thresholds && Object.fromEntries(this.classes.map((name, k) => [name, thresholds[k] ?? threshold]))
    );
  }

  /** Proposals looked at per image, unless a call says otherwise. */
  get count(): number {
    return this.#info.count;
  }

  /** Above it two boxes of a class are one object; 0..1. */
  get nmsIou(): number {
    return (this.card.head as unknown as DetectorRecord).nmsIou; // checked when the model was loaded
  }

  /** How it looks at images. */
  get settings(): DetectorSettings {
    return this.#info.settings;
  }

  /**
   * Objects of one image.
   *
   * @throws RcnnError `bad-option`; `bad-image`, `image-too-large`, `file-not-found`, naming the file; `aborted`
   */
  async detect(
    source: ImageSource,
    options: DetectOptions & { readonly raster: true },
  ): Promise<DetectedWithRaster>;
  async detect(source: ImageSource, options?: DetectOptions): Promise<Detected>;
  async detect(source: ImageSource, options: DetectOptions = {}): Promise<Detected> {
    return this.#detect(source, this.#checked(options, 'detect'));
  }

  /** As `detect`, with every stage kept. @throws RcnnError as `detect` */
  async explain(source: ImageSource, options: Omit<DetectOptions, 'raster'> = {}): Promise<Explained> {
    const { raster, result, detected } = await this.#run(source, this.#checked(options, 'explain'), true);
    return { ...result.stages!, ...detected, raster };
  }

  /**
   * Where in a box the evidence for a class lies, exactly: the map's mean plus its bias is the class's score before the
   * logistic.
   *
   * @throws RcnnError as `detect`; `bad-option` where regions are `crops`
   */
  async evidence(source: ImageSource, options: EvidenceOptions): Promise<Evidence> {
    expectInUse(this.#disposed, 'detector');
    const schema = evidenceSchema(this.classes);
    const { box, class: name, signal } = checkOptions<EvidenceOptions>(options, schema, 'evidence');
    const k = this.classes.indexOf(name);
    return this.#turns.run(async () => {
      const raster = await decodeImage(source, { onWarning: () => undefined });
      return this.#core.evidence(raster, { box, k }, signal);
    }, signal);
  }

  /**
   * Many images, in order; at most two are in memory. An image that cannot be read gives an `error` and the others go
   * on. Stopped early, by `break` too, it begins no further image; nor once the detector is disposed of.
   *
   * @throws RcnnError `bad-option`, `aborted`
   */
  detectAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
    options: DetectOptions = {},
  ): AsyncGenerator<BatchResult<S>> {
    const checked = this.#checked(options, 'detectAll');
    const run = (source: S, signal: AbortSignal) => this.#detect(source, { ...checked, signal });
    return inOrder(checkSources(sources, 'detectAll'), run, {
      ahead: AT_ONCE,
      signal: checked.signal,
      check: () => expectInUse(this.#disposed, 'detector'),
    });
  }

  async #detect(source: ImageSource, options: DetectOptions): Promise<Detected> {
    const { detected, raster } = await this.#run(source, options, false);
    return options.raster ? { ...detected, raster } : detected;
  }

  async #run(source: ImageSource, options: DetectOptions, explain: boolean) {
    const {
      threshold = this.#info.threshold,
      count = this.count,
      classes: only,
      signal,
      strict = false,
    } = options;
    return this.#turns.run(async () => {
      const began = performance.now();
      const warnings: string[] = [];
      const raster = await decodeImage(
        source,
        strict ? {} : { onWarning: (message) => warnings.push(message) },
      );
      const decode = performance.now() - began;
      throwIfAborted(signal);
      const least = leastScores(this.card, threshold);
      const request = { ...least, count, only, name: nameOf(source), explain };
      const result = await this.#core.detect(raster, request, signal);
      const detected = detectedOf(raster, result, decode);
      return { raster, result, detected: warnings.length > 0 ? { ...detected, warnings } : detected };
    }, signal);
  }

  #checked(options: unknown, call: string): DetectOptions {
    expectInUse(this.#disposed, 'detector');
    return checkOptions<DetectOptions>(options, detectSchema(this.classes), call);
  }

  /** Calls that were made still finish; later ones are refused. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#turns.whenIdle(() => this.#core.close());
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** What `console.log` shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    const { card, classes, count, settings } = this;
    return { detector: card.name, classes, count, ...settings, disposed: this.#disposed };
  }
}

function detectedOf({ width, height }: Raster, result: CoreResult, decode: number): Detected {
  const { detections, best, propose, classify } = result;
  return { width, height, detections, best, timings: timingsOf({ decode, propose, classify }) };
}
