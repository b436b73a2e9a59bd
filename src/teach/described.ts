/** R = proposals of a photograph, F = features. Photographs as the network sees them, kept in memory. */

import { join } from 'node:path';
import type { OpenImage, RegionReader } from '../../detection/regions/region-reader.js';
import { JoinedProposals } from '../../proposals/joined.js';
import { SHIPPED_HEAD } from '../../proposals/methods.js';
import { loadMultiBox } from '../../proposals/multibox/load.js';
import { multiBoxRecord } from '../../proposals/multibox/record.js';
import { SelectiveSearchSource } from '../../proposals/selective-search/source.js';
import type { ProposalSource } from '../../proposals/source.js';
import type { Engine } from '../engines/engine.js';
import type { Size } from '../geometry/box.js';
import type { Boxes } from '../geometry/boxes.js';
import { enlarged } from '../geometry/context.js';
import { joinFloats } from '../join-floats.js';
import { decodeImage } from '../platform/node/decode.js';
import { FEATURES, openFeatureReader, shownContext } from '../training/detector/base-view.js';
import { trunkOf } from '../trunk/trunk-of.js';
import { narrowToHalves, widenHalves } from '../weights/half.js';
import { loadModel, type Model } from '../weights/model-file.js';
import type { Described } from './messages.js';
import { asProposed, byScore, isDetector, objectBoxes, worthAnotherLook } from './object-boxes.js';

/** Of selective search; MultiBox's 200 come on top, and a second look at 128: more of these helps clicks, of the first not. */
const PROPOSALS = 300;
/** 1 MB each: older ones are looked at again when they are needed. */
const KEPT = 300;

interface Kept extends Size {
  readonly boxes: Boxes;
  /** R x F, halves. */
  readonly features: Uint16Array;
}

export interface SeenRegions extends Size {
  readonly boxes: Boxes;
  /** R x F. */
  readonly features: Float32Array;
}

interface Parts {
  readonly root: string;
  readonly base: Model;
  readonly reader: RegionReader;
  readonly source: ProposalSource;
}

export class DescribedPhotographs implements Disposable {
  readonly #parts: Parts;
  readonly #kept = new Map<string, Kept>();

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  static async create(options: {
    readonly root: string;
    readonly base: Model;
    readonly engine: Engine;
  }): Promise<DescribedPhotographs> {
    const { root, base, engine } = options;
    const reader = await openFeatureReader(base, { engine, mode: 'shared' });
    try {
      return new DescribedPhotographs({ root, base, reader, source: await sourceFor(base, engine, reader) });
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  /** What the network sees of a photograph. */
  async regions(name: string): Promise<SeenRegions> {
    if (!this.#kept.has(name)) await this.describe(name);
    const { features, ...rest } = this.#kept.get(name)!;
    return { ...rest, features: widenHalves(features) };
  }

  /** Looks at a photograph. */
  async describe(name: string): Promise<Described> {
    const { root, base, reader, source } = this.#parts;
    const raster = await decodeImage(join(root, name), { onWarning: () => undefined });
    const boxes = await source.propose(raster);
    const opened = await reader.open(raster);
    const features = await this.#featuresOf(opened, boxes);
    const { width, height } = raster;
    const size = { width, height };
    this.#keep(name, { ...size, boxes, features: narrowToHalves(features) });
    if (!isDetector(base)) return { ...size, boxes: asProposed(boxes) };
    const first = objectBoxes(boxes, features, { base, size });
    const again = worthAnotherLook(first);
    const second = objectBoxes(again, await this.#featuresOf(opened, again), { base, size });
    return { ...size, boxes: [...first, ...second].sort(byScore) };
  }

  /** @returns R x F */
  async #featuresOf(opened: OpenImage, boxes: Boxes): Promise<Float32Array> {
    const { base, reader } = this.#parts;
    const context = shownContext(base, 'shared');
    const parts: Float32Array[] = [];
    for (let start = 0; start < boxes.length; start += reader.batch) {
      const batch = boxes.slice(start, start + reader.batch);
      parts.push((await opened.read(batch.map((box) => enlarged(box, context))))[FEATURES]!.data);
    }
    return joinFloats(parts);
  }

  #keep(name: string, kept: Kept): void {
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  [Symbol.dispose](): void {
    this.#parts.source[Symbol.dispose]();
    this.#parts.reader[Symbol.dispose]();
  }
}

/** Selective search; beside a trunk that MultiBox was trained on, that too, whose boxes a click more often means. */
async function sourceFor(base: Model, engine: Engine, reader: RegionReader): Promise<ProposalSource> {
  const search = new SelectiveSearchSource({ count: PROPOSALS });
  const { trunkSha256 } = multiBoxRecord(await loadModel(SHIPPED_HEAD));
  if (!isDetector(base) || trunkOf(base).sha256 !== trunkSha256) return search;
  return new JoinedProposals(await loadMultiBox({ engine, base, running: reader.trunk! }), search);
}
