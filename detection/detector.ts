import { expectedError, RcnnError } from '../src/errors.js';
import type { Size } from '../src/geometry/box.js';
import type { Boxes } from '../src/geometry/boxes.js';
import type { Raster } from '../src/imaging/raster.js';
import { decodeImage } from '../src/platform/node/decode.js';
import type { Detection } from './detection.js';
import { type DetectionStages, explainRegions } from './explain.js';
import { classifyRegions, propose, type RcnnParts } from './rcnn.js';

/** A file, its bytes, or decoded pixels. */
export type ImageSource = string | Uint8Array | Raster;

/** Milliseconds. While several images run, one image's proposals overlap with the regions of the one before. */
export interface Timings {
  readonly decode: number;
  readonly propose: number;
  readonly classify: number;
  readonly total: number;
}

export interface Detected extends Size {
  readonly detections: Detection[];
  /** The likeliest object, whether it reached the threshold or not; undefined when nothing is likely at all. */
  readonly best: Detection | undefined;
  readonly timings: Timings;
}

/** A detection with everything that led to it. */
export interface Explained extends Detected, DetectionStages {
  readonly detections: Detection[];
  readonly best: Detection | undefined;
  readonly raster: Raster;
}

/** One entry an image, in order; an image that cannot be read fails alone. */
export type BatchResult<S> = { source: S } & (Detected | { error: RcnnError });

interface Prepared {
  readonly raster: Raster;
  readonly boxes: Boxes;
  readonly decode: number;
  readonly propose: number;
}

/** R-CNN with a model's network, ready to run. Dispose of it when done. */
export class Detector implements Disposable {
  readonly #parts: RcnnParts;

  /** Owns the parts from now on. */
  constructor(parts: RcnnParts) {
    this.#parts = parts;
  }

  get classes(): readonly string[] {
    return this.#parts.classes;
  }

  /** @throws RcnnError `bad-image`, `image-too-large`, `file-not-found`, naming the file */
  async detect(source: ImageSource): Promise<Detected> {
    return this.#classify(await this.#prepare(source));
  }

  /** As `detect`, with every stage kept. @throws RcnnError as `detect` */
  async explain(source: ImageSource): Promise<Explained> {
    const prepared = await this.#prepare(source);
    const { raster, boxes } = prepared;
    const began = performance.now();
    const stages = await explainRegions(raster, boxes, this.#parts);
    return { ...stages, raster, ...measured(prepared, began) };
  }

  /** Many images; at most two are in memory, one being prepared while the other's regions run. */
  async *detectAll<S extends ImageSource>(
    sources: Iterable<S> | AsyncIterable<S>,
  ): AsyncGenerator<BatchResult<S>> {
    let ahead: { source: S; prepared: Promise<Prepared | RcnnError> } | undefined;
    for await (const source of sources) {
      const next = { source, prepared: this.#prepare(source).catch(expectedError) };
      if (ahead) yield await this.#finish(ahead);
      ahead = next;
    }
    if (ahead) yield await this.#finish(ahead);
  }

  async #finish<S>({ source, prepared }: { source: S; prepared: Promise<Prepared | RcnnError> }) {
    const ready = await prepared;
    if (ready instanceof RcnnError) return { source, error: ready };
    return { source, ...(await this.#classify(ready)) };
  }

  async #prepare(source: ImageSource): Promise<Prepared> {
    const began = performance.now();
    const raster = isRaster(source) ? source : await decodeImage(source);
    const decoded = performance.now();
    const name = typeof source === 'string' ? source : undefined;
    const boxes = await propose(raster, this.#parts, name);
    return { raster, boxes, decode: decoded - began, propose: performance.now() - decoded };
  }

  async #classify(prepared: Prepared): Promise<Detected> {
    const began = performance.now();
    const { detections, best } = await classifyRegions(prepared.raster, prepared.boxes, this.#parts);
    const { width, height, timings } = measured(prepared, began);
    return { width, height, detections, best, timings };
  }

  [Symbol.dispose](): void {
    this.#parts.proposals[Symbol.dispose]();
    this.#parts.regions[Symbol.dispose]();
  }
}

function isRaster(source: ImageSource): source is Raster {
  return typeof source === 'object' && 'width' in source;
}

/** @param began when the regions' turn came */
function measured({ raster: { width, height }, decode, propose }: Prepared, began: number) {
  const classify = performance.now() - began;
  return { width, height, timings: { decode, propose, classify, total: decode + propose + classify } };
}
