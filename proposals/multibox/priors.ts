/**
 * P = priors. The boxes that predictions start from, in [0, 1] of the image's sides. Scalable object detection
 * (arXiv 1312.2249, section 3.2) takes k-means centres of the training boxes; the second paper (arXiv 1412.1441,
 * section 3) puts them on grids that convolutions see. Here each grid has shapes, the centres of the widths and
 * heights of the training boxes of its size, as logarithms, for half as wide is as far off as twice as wide; they
 * are centred on every cell. The grid of one cell has the centres of whole boxes.
 */
import { Boxes } from '../../src/geometry/boxes.js';
import { kMeans } from './k-means.js';

/**
 * Cells per side; `shapes` of each cell. Boxes whose geometric mean side is at least `from` belong to the grid: two
 * cells, so that some cell's middle lies near the box's. On VOC2012 val, 99 % of the objects with sides from 0.15
 * have a prior of IoU 0.5, and 12 priors answer for each.
 */
export const GRIDS = [
  { cells: 20, shapes: 9, from: 0 },
  { cells: 10, shapes: 9, from: 0.2 },
  { cells: 5, shapes: 9, from: 0.4 },
  { cells: 3, shapes: 9, from: 0.6 },
  { cells: 1, shapes: 16, from: 0.75 },
] as const;

/** P. */
export const PRIORS = GRIDS.reduce((sum, { cells, shapes }) => sum + cells * cells * shapes, 0);

/**
 * All priors, grid after grid, row after row, shape after shape: the order of the network's outputs.
 *
 * @param boxes of training objects, in [0, 1]
 */
export function priorsFor(boxes: Boxes, random: () => number): Boxes {
  const sides = [...boxes].map(({ x1, y1, x2, y2 }) => Math.sqrt((x2 - x1) * (y2 - y1)));
  return Boxes.concat(
    GRIDS.map(({ cells, shapes, from }, g) => {
      const to = GRIDS[g + 1]?.from ?? Number.POSITIVE_INFINITY;
      const own = [...boxes].filter((_, i) => sides[i] >= from && sides[i] < to);
      return cells === 1
        ? Boxes.from(centres(own, shapes, ({ x1, y1, x2, y2 }) => [x1, y1, x2, y2], random).map(toBox))
        : onGrid(
            cells,
            centres(own, shapes, ({ x1, y1, x2, y2 }) => [Math.log(x2 - x1), Math.log(y2 - y1)], random),
          );
    }),
  );
}

type Corners = { x1: number; y1: number; x2: number; y2: number };

function centres(
  boxes: readonly Corners[],
  count: number,
  point: (box: Corners) => number[],
  random: () => number,
): number[][] {
  return kMeans(boxes.map(point), count, random);
}

function toBox([x1, y1, x2, y2]: number[]): Corners {
  return { x1, y1, x2, y2 };
}

/** @param shapes logarithms of width and height */
function onGrid(cells: number, shapes: readonly number[][]): Boxes {
  const list: Corners[] = [];
  const sides = shapes.map((shape) => shape.map(Math.exp));
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const x = (column + 0.5) / cells;
      const y = (row + 0.5) / cells;
      for (const [w, h] of sides) list.push({ x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2 });
    }
  }
  return Boxes.from(list);
}
