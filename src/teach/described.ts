/** R = proposals of a photograph, F = features, K = classes. Photographs as the network sees them, kept in memory. */

import { join } from 'node:path';
import { decodeBox } from '../../detection/box-coding.js';
import { detectorRecord, type Heads, headsFor } from '../../detection/record.js';
import type { RegionReader } from '../../detection/regions/region-reader.js';
import { selectiveSearch } from '../../proposals/selective-search/selective-search.js';
import type { Engine } from '../engines/engine.js';
import { type Box, clip, type Size } from '../geometry/box.js';
import type { Boxes } from '../geometry/boxes.js';
import { enlarged } from '../geometry/context.js';
import { joinFloats } from '../join-floats.js';
import { decodeImage } from '../platform/node/decode.js';
import { FEATURES, openFeatureReader, shownContext } from '../training/detector/base-view.js';
import type { Linear } from '../training/detector/squared-hinge.js';
import { narrowToHalves, widenHalves } from '../weights/half.js';
import type { Model } from '../weights/model-file.js';
import { linear } from './linear.js';
import type { Described, ObjectBox } from './messages.js';

/** As `detect` looks at by default. */
const PROPOSALS = 500;
/** 1 MB each: older ones are looked at again when they are needed. */
const KEPT = 300;
/** Boxes that overlap more are one choice for a click. */
const LEAST_SIDE = 4;

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

export class DescribedPhotographs implements Disposable {
  readonly #root: string;
  readonly #base: Model;
  readonly #reader: RegionReader;
  readonly #kept = new Map<string, Kept>();

  private constructor(root: string, base: Model, reader: RegionReader) {
    this.#root = root;
    this.#base = base;
    this.#reader = reader;
  }

  static async create(options: {
    readonly root: string;
    readonly base: Model;
    readonly engine: Engine;
  }): Promise<DescribedPhotographs> {
    const { root, base, engine } = options;
    const reader = await openFeatureReader(base, { engine, mode: 'shared' });
    return new DescribedPhotographs(root, base, reader);
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
    const raster = await decodeImage(join(this.#root, name), { onWarning: () => undefined });
    const boxes = await selectiveSearch(raster, { count: PROPOSALS });
    const opened = await this.#reader.open(raster);
    const context = shownContext(this.#base, 'shared');
    const parts: Float32Array[] = [];
    for (let start = 0; start < boxes.length; start += this.#reader.batch) {
      const batch = boxes.slice(start, start + this.#reader.batch);
      parts.push((await opened.read(batch.map((box) => enlarged(box, context))))[FEATURES]!.data);
    }
    const features = joinFloats(parts);
    const { width, height } = raster;
    this.#keep(name, { width, height, boxes, features: narrowToHalves(features) });
    if (!isDetector(this.#base)) return { width, height, boxes: asProposed(boxes) };
    return {
      width,
      height,
      boxes: objectBoxes(boxes, features, { base: this.#base, size: { width, height } }),
    };
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
    this.#reader[Symbol.dispose]();
  }
}

function isDetector({ card }: Model): boolean {
  return card.task === 'detector' && (card.head as { shared?: unknown }).shared !== undefined;
}

/** Without a detector to ask, the order of the search is all there is. */
function asProposed(boxes: Boxes): ObjectBox[] {
  return boxes.toArray().map((box, r) => ({ box, score: 1 / (2 + r) }));
}

/** Every proposal with its likeliest class's box, and how likely it is an object at all. */
function objectBoxes(
  boxes: Boxes,
  features: Float32Array,
  { base, size }: { readonly base: Model; readonly size: Size },
): ObjectBox[] {
  const classes = base.card.classes.length;
  const heads = headsFor('shared', classes, detectorRecord(base));
  const scores = linear(features, headOf(base, heads.scores));
  const deltas = linear(features, headOf(base, heads.deltas));
  const { softmax, outFeatures } = heads.scores;
  const found = boxes.toArray().map((proposal, r): ObjectBox => {
    const row = scores.subarray(r * outFeatures, (r + 1) * outFeatures);
    const own = softmax ? row.subarray(1) : row;
    const k = own.indexOf(Math.max(...own));
    const score = softmax ? 1 - softmaxOf(row, 0) : 1 / (1 + Math.exp(-own[k]!));
    const [dx, dy, dw, dh] = deltas.subarray(4 * (r * classes + k), 4 * (r * classes + k) + 4);
    return { box: clip(decodeBox(proposal, { dx: dx!, dy: dy!, dw: dw!, dh: dh! }), size), score };
  });
  return found.filter(({ box }) => isLarge(box)).sort((a, b) => b.score - a.score);
}

function isLarge({ x1, y1, x2, y2 }: Box): boolean {
  return x2 - x1 >= LEAST_SIDE && y2 - y1 >= LEAST_SIDE;
}

function softmaxOf(row: Float32Array, at: number): number {
  const most = Math.max(...row);
  const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
  return Math.exp(row[at]! - most) / sum;
}

function headOf({ weights }: Model, { name }: Heads['scores']): Linear {
  return { weight: weights.get(`${name}/weight`)!.data, bias: weights.get(`${name}/bias`)!.data };
}
