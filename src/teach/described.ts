/** R = proposals of a photograph, F = features. Photographs as the network sees them, kept in memory. */

import { join } from 'node:path';
import { type OpenImage, type RegionReader, readRegions } from '../../detection/regions/region-reader.js';
import { JoinedProposals } from '../../proposals/joined.js';
import { SHIPPED_HEAD } from '../../proposals/methods.js';
import { loadMultiBox } from '../../proposals/multibox/load.js';
import { multiBoxRecord } from '../../proposals/multibox/record.js';
import { SelectiveSearchSource } from '../../proposals/selective-search/source.js';
import type { ProposalSource } from '../../proposals/source.js';
import type { Engine } from '../engines/engine.js';
import type { Box, Size } from '../geometry/box.js';
import type { Boxes } from '../geometry/boxes.js';
import { enlarged } from '../geometry/context.js';
import { pooledFeatures } from '../googlenet/region-network.js';
import type { Raster } from '../imaging/raster.js';
import { cropRaster } from '../imaging/warp.js';
import { decodeImage } from '../platform/node/decode.js';
import { type BaseRuntime, openFeatureReader, shownContext } from '../training/detector/base-view.js';
import { trunkOf } from '../trunk/trunk-of.js';
import { narrowToHalves, widenHalves } from '../weights/half.js';
import { loadModel, type Model } from '../weights/model-file.js';
import { closerAround, shapesAround } from './click-shapes.js';
import { MadeOfFiles } from './made-of-files.js';
import type { Described, ObjectBox, Point } from './messages.js';
import { asProposed, byScore, isDetector, objectBoxes, worthAnotherLook } from './object-boxes.js';

/** Of selective search; MultiBox's 200 come on top, and a second look at 128: more of these helps clicks, of the first not. */
const PROPOSALS = 300;
/**
 * Share of its score that a box has which was laid around a click: that the click is at its centre says nothing of it.
 * Measured as the choices are (docs/teach.md).
 */
const LAID = 0.5;
/** Photographs whose maps are kept for clicks: the one in view, and those that are looked at ahead. 10 MB each. */
const OPEN = 6;
/** 1 MB each: older ones are looked at again when they are needed. */
const KEPT = 300;

interface Kept extends Size {
  readonly boxes: Boxes;
  /** R x F, halves. */
  readonly features: Uint16Array;
}

interface Opened {
  readonly image: OpenImage;
  readonly size: Size;
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
  readonly #open = new Map<string, Opened>();
  /** The last one: clicks in a row are in one photograph, and twelve megapixels take part of a second. */
  readonly #clicked: MadeOfFiles<Raster>;

  private constructor(parts: Parts) {
    this.#parts = parts;
    const { root } = parts;
    this.#clicked = new MadeOfFiles({ root, make: (name) => decoded(join(root, name)), most: 1 });
  }

  static async create(
    options: BaseRuntime & { readonly root: string; readonly base: Model },
  ): Promise<DescribedPhotographs> {
    const { root, base, engine } = options;
    const reader = await openFeatureReader(base, { ...options, mode: 'shared' });
    try {
      return new DescribedPhotographs({ root, base, reader, source: await sourceFor(base, engine, reader) });
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }

  /** What the network sees of a photograph. */
  async regions(name: string): Promise<SeenRegions> {
    if (!this.#kept.has(name)) await this.describe(name);
    const { features, ...rest } = this.#kept.get(name)!;
    return { ...rest, features: widenHalves(features) };
  }

  /** Looks at a photograph. */
  async describe(name: string): Promise<Described> {
    const { base, source } = this.#parts;
    const raster = await decoded(join(this.#parts.root, name));
    const boxes = await source.propose(raster);
    const { image: opened, size } = await this.#opened(name, raster);
    const features = await this.#featuresOf(opened, boxes);
    keep(this.#kept, KEPT, name, { ...size, boxes, features: narrowToHalves(features) });
    if (!isDetector(base)) return { ...size, boxes: asProposed(boxes) };
    const first = objectBoxes(boxes, features, { base, size });
    const again = worthAnotherLook(first);
    const second = objectBoxes(again, await this.#featuresOf(opened, again), { base, size });
    return { ...size, boxes: [...first, ...second].sort(byScore) };
  }

  /** Boxes of usual shapes around a point, as far as the base thinks them objects; none where it is no detector. */
  async around(name: string, point: Point): Promise<ObjectBox[]> {
    const { base } = this.#parts;
    if (!isDetector(base)) return [];
    // Not those that are looked at ahead: they would take the place of the one in view.
    const raster = await this.#clicked.of(name);
    const { image, size } = this.#open.get(name) ?? (await this.#opened(name, raster));
    const shapes = shapesAround(point, size);
    const found = objectBoxes(shapes, await this.#featuresOf(image, shapes), { base, size });
    return [...found, ...(await this.#closer(raster, point))].map(({ box, score }) => ({
      box,
      score: LAID * score,
    }));
  }

  /** Small things around a point, in a part of the photograph that the network sees at twice the size. */
  async #closer(raster: Raster, point: Point): Promise<ObjectBox[]> {
    const { base, reader } = this.#parts;
    const { part, shapes } = closerAround(point, raster);
    if (shapes.length === 0) return [];
    const size = { width: part.x2 - part.x1, height: part.y2 - part.y1 };
    const opened = await reader.open(cropRaster(raster, part, size));
    const found = objectBoxes(shapes, await this.#featuresOf(opened, shapes), { base, size });
    return found.map(({ box, score }) => ({ box: moved(box, part), score }));
  }

  async #opened(name: string, raster: Raster): Promise<Opened> {
    const { width, height } = raster;
    const opened = { image: await this.#parts.reader.open(raster), size: { width, height } };
    keep(this.#open, OPEN, name, opened);
    return opened;
  }

  /** @returns R x F */
  async #featuresOf(opened: OpenImage, boxes: Boxes): Promise<Float32Array> {
    const { base, reader } = this.#parts;
    const context = shownContext(base, 'shared');
    const seen = boxes.map((box) => enlarged(box, context));
    return readRegions(opened, seen, { batch: reader.batch, output: pooledFeatures });
  }

  [Symbol.dispose](): void {
    this.#parts.source[Symbol.dispose]();
    this.#parts.reader[Symbol.dispose]();
  }
}

function decoded(path: string): Promise<Raster> {
  return decodeImage(path, { onWarning: () => undefined });
}

/** From pixels of a part to those of the photograph. */
function moved(box: Box, { x1: x, y1: y }: Box): Box {
  return { x1: box.x1 + x, y1: box.y1 + y, x2: box.x2 + x, y2: box.y2 + y };
}

/** The newest stay. */
function keep<T>(all: Map<string, T>, most: number, name: string, one: T): void {
  all.delete(name);
  all.set(name, one);
  for (const oldest of all.keys()) {
    if (all.size <= most) break;
    all.delete(oldest);
  }
}

/** Selective search; beside a trunk that MultiBox was trained on, that too, whose boxes a click more often means. */
async function sourceFor(base: Model, engine: Engine, reader: RegionReader): Promise<ProposalSource> {
  const search = new SelectiveSearchSource({ count: PROPOSALS });
  const { trunkSha256 } = multiBoxRecord(await loadModel(SHIPPED_HEAD));
  if (!isDetector(base) || trunkOf(base).sha256 !== trunkSha256) return search;
  return new JoinedProposals(await loadMultiBox({ engine, base, running: reader.trunk! }), search);
}
