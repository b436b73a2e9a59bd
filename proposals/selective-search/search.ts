/**
 * Selective search (Uijlings et al., "Selective Search for Object Recognition", IJCV 2013), with the settings
 * of R-CNN (arXiv 1311.2524) and of GoogLeNet's detection entry (arXiv 1409.4842, section 8).
 */
import type { Size } from '../../src/geometry/box.js';
import { Boxes } from '../../src/geometry/boxes.js';
import { checkRaster, type Raster } from '../../src/imaging/raster.js';
import { type Pool, type Pooled, picked, pool } from '../pooling.js';
import type { ColorSpace } from './color-spaces.js';
import type { SearchPlan } from './options.js';
import { learnedOrder } from './ranking/learned-order.js';
import { paperOrder } from './ranking/merge-order.js';
import type { SearchSets, Unit, UnitFound } from './search-color-space.js';

/** Where the parts of a search run: in threads, or in the caller's. */
export interface SearchRunner {
  /** A smaller copy of the image. */
  shrink(image: Raster, size: Size): Promise<Raster>;
  /** What each unit found, in their order. */
  run(image: Raster, units: readonly Unit[]): Promise<UnitFound[]>;
}

/** What a search did on the way, for pictures and for questions. */
export interface ExplainedSearch extends SearchSets {
  readonly boxes: Boxes;
  /** Which set each box came from, hierarchies before stable regions, and its region there. */
  readonly from: Pooled;
  /** The raster that was searched: the image itself, or a smaller copy. Hierarchies are in its pixels. */
  readonly searched: Raster;
  readonly plan: SearchPlan;
}

/** @param withLabels keeps the segments of every pixel */
export async function search(
  image: Raster,
  plan: SearchPlan,
  { runner, withLabels }: { readonly runner: SearchRunner; readonly withLabels: boolean },
): Promise<ExplainedSearch> {
  checkRaster(image);
  const size = searchedSize(image, plan.maxPixels);
  const smaller = size.width * size.height < image.width * image.height;
  const searched = smaller ? await runner.shrink(image, size) : image;
  const found = await runner.run(searched, unitsOf(plan, withLabels));
  const sets = {
    hierarchies: found.flatMap((of) => of.hierarchies),
    stable: found.flatMap((of) => of.stable),
  };
  const from = rankAndPool(sets, searched, plan);
  return { boxes: mapBack(sets, from, searched, image), from, ...sets, searched, plan };
}

/**
 * Stable regions are looked for in saturation and lightness. On 240 photographs a and b, in which photographs have
 * little contrast, gave three boxes more per photograph, no object more, and took as long again.
 */
const STABLE_CHANNELS: { readonly [Space in ColorSpace]?: readonly number[] } = { hsv: [1], lab: [0] };

/** A colour space's blur and edge sort serve all its k: one unit each. */
function unitsOf({ colorSpaces, ks, strategies, stableRegions }: SearchPlan, withLabels: boolean): Unit[] {
  const channels = stableRegions ? STABLE_CHANNELS : {};
  const more = (Object.keys(channels) as ColorSpace[]).filter((space) => !colorSpaces.includes(space));
  return [
    ...colorSpaces.map((colorSpace) => ({ colorSpace, ks, strategies })),
    ...more.map((colorSpace) => ({ colorSpace, ks: [], strategies })),
  ].map((unit) => ({ ...unit, withLabels, stableChannels: channels[unit.colorSpace] ?? [] }));
}

/** Sides of stable regions, which show small things better than segments do; as minSide of an image of 500 pixels. */
const STABLE_MIN_SIDE = 8;

/** All sets, in the order in which {@link Pooled} numbers them. */
export function poolSets({ hierarchies, stable }: SearchSets, size: Size, minSide: number): Pool {
  const scale = Math.max(size.width, size.height) / 500;
  const segments = hierarchies.map(({ box }) => ({ box, minSide: minSide * scale }));
  const floor = Math.min(minSide, STABLE_MIN_SIDE) * scale;
  return pool([...segments, ...stable.map(({ box }) => ({ box, minSide: floor }))], size);
}

function rankAndPool(sets: SearchSets, size: Size, plan: SearchPlan): Pooled {
  const all = poolSets(sets, size, plan.minSide);
  const order = plan.order === 'paper' ? paperOrder(all, plan.seed) : learnedOrder(sets, all, size);
  return picked(all, order.subarray(0, plan.count));
}

function mapBack(
  { hierarchies, stable }: SearchSets,
  { set, index }: Pooled,
  searched: Size,
  image: Size,
): Boxes {
  const sets = [...hierarchies, ...stable];
  const boxes = Boxes.empty(set.length);
  const x = image.width / searched.width;
  const y = image.height / searched.height;
  for (let i = 0; i < set.length; i++) {
    const { box } = sets[set[i]];
    const at = 4 * index[i];
    boxes.set(i, { x1: box[at] * x, y1: box[at + 1] * y, x2: box[at + 2] * x, y2: box[at + 3] * y });
  }
  return boxes;
}

/** The image's own size, or a smaller one of about its shape. */
function searchedSize({ width, height }: Size, maxPixels: number): Size {
  if (width * height <= maxPixels) return { width, height };
  const scale = Math.sqrt(maxPixels / (width * height));
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
}
