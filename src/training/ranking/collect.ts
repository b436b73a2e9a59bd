import { type BoxFeatures, boxFeatures } from '../../../proposals/selective-search/ranking/features.js';
import { paperOrder } from '../../../proposals/selective-search/ranking/merge-order.js';
import { poolSets } from '../../../proposals/selective-search/search.js';
import { explainSelectiveSearch } from '../../../proposals/selective-search/selective-search.js';
import { photographPath } from '../../datasets/photograph-path.js';
import { type Dataset, SET_ASIDE } from '../../datasets/records.js';
import { iou, type Size } from '../../geometry/box.js';
import { Boxes } from '../../geometry/boxes.js';
import { decodeImage } from '../../platform/node/decode.js';

/** All boxes that the fast preset finds in a photograph, E of them, and what is learnt from. */
export interface Collected {
  readonly image: number;
  readonly size: Size;
  readonly boxes: Boxes;
  /** 4 per box: x1, y1, x2, y2. */
  readonly corners: Int32Array;
  readonly features: BoxFeatures;
  /** Of each box the object that it overlaps most (-1: none), and how much. */
  readonly object: Int32Array;
  readonly overlap: Float32Array;
  readonly paperOrder: Uint32Array;
}

export async function collect(dataset: Dataset, image: number, stableRegions: boolean): Promise<Collected> {
  const raster = await decodeImage(photographPath(dataset, dataset.images[image]!));
  const options = { preset: 'fast', stableRegions, threads: 1 } as const;
  const search = await explainSelectiveSearch(raster, options);
  const { searched, plan } = search;
  const all = poolSets(search, searched, plan.minSide);
  const sets = [...search.hierarchies, ...search.stable];
  const count = all.set.length;
  const corners = new Int32Array(4 * count);
  for (let e = 0; e < count; e++) {
    const at = 4 * all.index[e]!;
    corners.set(sets[all.set[e]!]!.box.subarray(at, at + 4), 4 * e);
  }
  const boxes = Boxes.from(
    Array.from({ length: count }, (_, e) => {
      const [x1, y1, x2, y2] = corners.subarray(4 * e, 4 * e + 4);
      return { x1: x1!, y1: y1!, x2: x2!, y2: y2! };
    }),
  );
  return {
    image,
    size: searched,
    boxes,
    corners,
    features: boxFeatures(search, all, searched),
    ...overlapsOf(dataset, image, boxes),
    paperOrder: paperOrder(all, 0),
  };
}

function overlapsOf({ truth }: Dataset, image: number, boxes: Boxes) {
  const object = new Int32Array(boxes.length).fill(-1);
  const overlap = new Float32Array(boxes.length);
  for (let row = 0; row < truth.length; row++) {
    if (truth.image[row] !== image || (truth.flags[row]! & SET_ASIDE) !== 0) continue;
    const own = { x1: truth.x1[row]!, y1: truth.y1[row]!, x2: truth.x2[row]!, y2: truth.y2[row]! };
    for (let e = 0; e < boxes.length; e++) {
      const shared = iou(boxes.at(e), own);
      if (shared <= overlap[e]!) continue;
      overlap[e] = shared;
      object[e] = row;
    }
  }
  return { object, overlap };
}
