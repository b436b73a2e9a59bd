/** Why selective search did, or did not, find an object. */
import type { Box } from '../../src/geometry/box.js';
import { iou } from '../../src/geometry/box.js';
import { bestOverlap } from '../../src/geometry/overlap.js';
import type { Hierarchy } from './search-color-space.js';
import type { ExplainedSearch } from './selective-search.js';

export interface NearestRegion {
  readonly colorSpace: string;
  readonly k: number;
  readonly strategy: string;
  /** Merges that it stands away from the segments: 0 is a segment. */
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
  /**
   * A good box that whole segments can make, found segment by segment: an estimate, not a limit. A region of
   * the tree may be better, so `crosses a segment border` is likely, not certain.
   */
  readonly bound: { readonly iou: number; readonly colorSpace: string; readonly k: number };
  readonly reason:
    | 'found'
    | 'below the side floor'
    | 'ranked too late'
    | 'crosses a segment border'
    | 'merged otherwise';
}

/** An IoU this much higher is a better box, not another rounding. */
const BETTER = 0.01;

/** @param object in pixels of the image that was searched */
export function explainObject(
  search: ExplainedSearch,
  object: Box,
  image: { readonly width: number; readonly height: number },
): ObjectExplanation {
  const x = search.searched.width / image.width;
  const y = search.searched.height / image.height;
  const target = { x1: object.x1 * x, y1: object.y1 * y, x2: object.x2 * x, y2: object.y2 * y };
  const returned = bestOverlap(search.boxes, object);
  const region = search.hierarchies
    .map((of) => nearest(of, target))
    .reduce((a, b) => (b.iou > a.iou ? b : a));
  const bound = search.hierarchies
    .map((of) => segmentBound(of, target))
    .reduce((a, b) => (b.iou > a.iou ? b : a));
  const { box } = region;
  const mapped = { x1: box.x1 / x, y1: box.y1 / y, x2: box.x2 / x, y2: box.y2 / y };
  const floor = (search.plan.minSide * Math.max(search.searched.width, search.searched.height)) / 500;
  const small = box.x2 - box.x1 < floor || box.y2 - box.y1 < floor;
  return {
    rank: returned.index,
    iou: returned.iou,
    region: { ...region, box: mapped },
    bound,
    reason: reasonOf(returned.iou, region.iou, bound.iou, small),
  };
}

function reasonOf(
  returned: number,
  region: number,
  bound: number,
  small: boolean,
): ObjectExplanation['reason'] {
  if (region > returned + BETTER) return small ? 'below the side floor' : 'ranked too late';
  if (returned >= 0.7) return 'found';
  return bound > returned + BETTER ? 'merged otherwise' : 'crosses a segment border';
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

/** The box around the segments that lie mostly inside the target, by their own boxes. */
function segmentBound({ tree, box, colorSpace, k }: Hierarchy, target: Box) {
  let outer: Box | undefined;
  let best = 0;
  for (let region = 0; region < tree.segments; region++) {
    const own = boxAt(box, region);
    best = Math.max(best, iou(own, target));
    const middle = { x: (own.x1 + own.x2) / 2, y: (own.y1 + own.y2) / 2 };
    if (middle.x < target.x1 || middle.x > target.x2 || middle.y < target.y1 || middle.y > target.y2)
      continue;
    const joined: Box = outer ? around(outer, own) : own;
    if (!outer || iou(joined, target) >= iou(outer, target)) outer = joined;
  }
  return { iou: Math.max(best, outer ? iou(outer, target) : 0), colorSpace, k };
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
