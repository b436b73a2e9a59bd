import type { ExplainedSearch } from '../../proposals/selective-search/search.js';
import type { Hierarchy } from '../../proposals/selective-search/search-color-space.js';
import { labelsAt } from '../../proposals/selective-search/tree-level.js';
import { type Box, iou } from '../geometry/box.js';
import type { Raster } from '../imaging/raster.js';
import { contactSheet, type Tile } from './contact-sheet.js';
import { drawDetections } from './draw.js';
import { drawRanked } from './ranked-boxes.js';
import { drawSegments } from './segments.js';
import { writeImage } from './write-image.js';

/** Regions left in the pictures of the merge tree: from many parts to a few objects. */
const LEVELS = [64, 16, 4];
/** Side of a picture on the sheet: lines of a VOC photograph's segments can still be distinguished. */
const TILE = 320;

export const SEARCH_ENDINGS = { merging: '-merging.png', boxes: '-boxes.png' } as const;

interface SearchPicture {
  /** The image itself. */
  readonly raster: Raster;
  /** Start of the pictures' paths. */
  readonly stem: string;
  /** An object asked for, and the place of the returned box nearest to it, or -1. */
  readonly asked?: { readonly object: Box; readonly rank: number };
}

/**
 * `<stem>-merging.png`, a row for each segmentation, from its segments to the last regions of its first merge
 * tree, and `<stem>-boxes.png`, the best boxes or, where an object was asked for, it and the box nearest to it.
 */
export async function drawSearch(search: ExplainedSearch, of: SearchPicture): Promise<void> {
  const { hierarchies, plan, searched } = search;
  const tiles = hierarchies
    .filter(({ strategy }) => strategy === plan.strategies[0])
    .flatMap((hierarchy) => rowOf(hierarchy, searched));
  await writeImage(
    of.stem + SEARCH_ENDINGS.merging,
    await contactSheet(tiles, { tile: TILE, columns: 1 + LEVELS.length }),
  );
  await writeImage(of.stem + SEARCH_ENDINGS.boxes, await boxesPicture(search, of));
}

/** A level above the number of segments is the segments again, so that rows stay rows. */
function rowOf({ colorSpace, k, tree, labels }: Hierarchy, searched: Raster): Tile[] {
  if (!labels) throw new TypeError('Expected hierarchies with labels.');
  const merged = LEVELS.map((level) => {
    const regions = Math.min(level, tree.segments);
    return {
      raster: drawSegments(searched, labelsAt(tree, labels, regions)),
      caption: `${regions} regions left`,
    };
  });
  const segments = {
    raster: drawSegments(searched, labels),
    caption: `${colorSpace}, k ${k}: ${tree.segments}`,
  };
  return [segments, ...merged];
}

function boxesPicture({ boxes }: ExplainedSearch, { raster, asked }: SearchPicture): Promise<Raster> {
  if (!asked) return drawRanked(raster, boxes);
  const { object, rank } = asked;
  const own = { box: object, label: 'object', color: '#ffffff' };
  if (rank < 0) return drawDetections(raster, [own]);
  const box = boxes.at(rank);
  return drawDetections(raster, [own, { box, label: `box ${rank + 1}, IoU`, score: iou(box, object) }]);
}
