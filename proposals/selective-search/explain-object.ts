/** Why selective search did, or did not, find an object. */
import { checkBox } from '../../src/check-arguments.js';
import type { Box } from '../../src/geometry/box.js';
import { iou } from '../../src/geometry/box.js';
import { bestOverlap } from '../../src/geometry/overlap.js';
import type { ExplainedSearch } from './search.js';
import type { Hierarchy } from './search-color-space.js';

export interface NearestRegion {
  readonly colorSpace: string;
  readonly k: number;
  readonly strategy: string;
  /** Depth in the hierarchy of merges: 0 is a segment. */
  readonly level: number;
  /** Segments in the hierarchy. */
  readonly segments: number;
  readonly box: Box;
  readonly iou: number;
}

export interface ObjectExplanation {
  /** The best of the boxes returned; its place in their order, or -1 when none touches the object. */
  readonly rank: number;
  readonly iou: number;
  /** The best region of all hierarchies, returned or not. */
  readonly region: NearestRegion;
  /** The best stable region, where they were looked for and one touches the object. */
  readonly stable?: {
    readonly colorSpace: string;
    readonly channel: number;
    readonly box: Box;
    readonly iou: number;
  };
  /**
   * The best box of whole segments that was found: the nearest region, or what lies within one of some hundred
   * boxes about as large as the object. It proves that so good a box was possible; a better one may be.
   */
  readonly union: SegmentUnion;
  readonly reason: /** A box returned overlaps it by 0.7 or more, and no region is better. */
    | 'found'
    /** A better region was left out, because a side of it is shorter than `minSide` allows. */
    | 'below the side floor'
    /** A better region came after as many as are returned. */
    | 'ranked too late'
    /** Segments reach over its border: no union of whole ones that was tried is better. */
    | 'crosses a segment border'
    /** A better box of whole segments exists, but other pairs merged. */
    | 'merged otherwise';
}

export interface SegmentUnion {
  readonly iou: number;
  readonly box: Box;
  readonly colorSpace: string;
  readonly k: number;
}

/** An IoU this much higher is a better box, not another rounding. */
const BETTER = 0.01;
/** From this IoU on, a box is close enough for a detector to refine: there is nothing to explain. */
const FOUND_IOU = 0.7;

/** @param object in pixels of the image that was searched */
export function explainObject(
  search: ExplainedSearch,
  object: Box,
  image: { readonly width: number; readonly height: number },
): ObjectExplanation {
  checkBox(object, 'the object');
  const x = search.searched.width / image.width;
  const y = search.searched.height / image.height;
  const target = { x1: object.x1 * x, y1: object.y1 * y, x2: object.x2 * x, y2: object.y2 * y };
  const returned = bestOverlap(search.boxes, object);
  const region = search.hierarchies
    .map((of) => nearest(of, target))
    .reduce((a, b) => (b.iou > a.iou ? b : a));
  const union = bestUnion(search.hierarchies, target, region);
  const stable = nearestStable(search, target);
  const { box, iou: overlap } = stable && stable.iou > region.iou ? stable : region;
  const mapped = ({ x1, y1, x2, y2 }: Box): Box => ({ x1: x1 / x, y1: y1 / y, x2: x2 / x, y2: y2 / y });
  const floor = (search.plan.minSide * Math.max(search.searched.width, search.searched.height)) / 500;
  const small = box.x2 - box.x1 < floor || box.y2 - box.y1 < floor;
  return {
    rank: returned.index,
    iou: returned.iou,
    region: { ...region, box: mapped(region.box) },
    ...(stable ? { stable: { ...stable, box: mapped(stable.box) } } : {}),
    union: { ...union, box: mapped(union.box) },
    reason: reasonOf({ returned: returned.iou, region: overlap, union: union.iou, small }),
  };
}

/** IoUs of the best boxes of each kind, and whether that of the regions is below the side floor. */
interface Found {
  readonly returned: number;
  readonly region: number;
  readonly union: number;
  readonly small: boolean;
}

function reasonOf({ returned, region, union, small }: Found): ObjectExplanation['reason'] {
  if (region > returned + BETTER) return small ? 'below the side floor' : 'ranked too late';
  if (returned >= FOUND_IOU) return 'found';
  return union > returned + BETTER ? 'merged otherwise' : 'crosses a segment border';
}

function nearest({ tree, box, colorSpace, k, strategy }: Hierarchy, target: Box): NearestRegion {
  let best = 0;
  let overlap = -1;
  for (let region = 0; region < box.length / 4; region++) {
    const own = iou(boxAt(box, region), target);
    if (own > overlap) {
      overlap = own;
      best = region;
    }
  }
  const level = Math.max(0, best - tree.segments + 1);
  return { colorSpace, k, strategy, level, segments: tree.segments, box: boxAt(box, best), iou: overlap };
}

function nearestStable({ stable }: ExplainedSearch, target: Box): ObjectExplanation['stable'] {
  let best: ObjectExplanation['stable'];
  for (const { colorSpace, channel, box } of stable) {
    for (let i = 0; i < box.length / 4; i++) {
      const own = iou(boxAt(box, i), target);
      if (own > (best?.iou ?? 0)) best = { colorSpace, channel, box: boxAt(box, i), iou: own };
    }
  }
  return best;
}

/** How far beyond its side of the object a box may reach, as a share of the object's width or height. */
const MARGINS = [0, 0.03, 0.08, 0.18];

/** Of the boxes tried, each shrunk to the whole segments within it; `region` when none is better. */
function bestUnion(hierarchies: readonly Hierarchy[], target: Box, region: NearestRegion): SegmentUnion {
  const { iou: overlap, box, colorSpace, k } = region;
  let best: SegmentUnion = { iou: overlap, box, colorSpace, k };
  const seen = new Set<string>();
  for (const of of hierarchies) {
    const segmentation = `${of.colorSpace} ${of.k}`;
    if (seen.has(segmentation)) continue;
    seen.add(segmentation);
    for (const frame of framesAround(target)) {
      const union = within(of, frame);
      const own = union ? iou(union, target) : 0;
      if (union && own > best.iou) best = { iou: own, box: union, colorSpace: of.colorSpace, k: of.k };
    }
  }
  return best;
}

function* framesAround({ x1, y1, x2, y2 }: Box): Generator<Box> {
  const [width, height] = [x2 - x1, y2 - y1];
  for (const left of MARGINS)
    for (const top of MARGINS)
      for (const right of MARGINS)
        for (const bottom of MARGINS)
          yield {
            x1: x1 - left * width,
            y1: y1 - top * height,
            x2: x2 + right * width,
            y2: y2 + bottom * height,
          };
}

/** The box around the segments inside a frame. */
function within({ tree, box }: Hierarchy, frame: Box): Box | undefined {
  let union: Box | undefined;
  for (let at = 0; at < 4 * tree.segments; at += 4) {
    if (box[at] < frame.x1 || box[at + 1] < frame.y1 || box[at + 2] > frame.x2 || box[at + 3] > frame.y2)
      continue;
    const own = boxAt(box, at / 4);
    union = union ? around(union, own) : own;
  }
  return union;
}

function around(a: Box, b: Box): Box {
  return {
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
    x2: Math.max(a.x2, b.x2),
    y2: Math.max(a.y2, b.y2),
  };
}

function boxAt(box: Int32Array, i: number): Box {
  return { x1: box[4 * i], y1: box[4 * i + 1], x2: box[4 * i + 2], y2: box[4 * i + 3] };
}
