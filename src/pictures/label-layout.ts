/** Where label plates go: by their box, inside the picture, and off each other as far as there is room. */
import { type Box, iou, type Size } from '../geometry/box.js';

/**
 * The plates in the order given, so the first have the first choice. Tried in turn: above the box's upper left
 * corner, inside it (a large box), above the right corner, below the box, stacked further away, inside a small
 * box. The first that touches no plate placed before is taken, or else the first of all; a dispensable label has no
 * place then.
 */
export function placeLabels(
  labels: readonly { box: Box; plate: Size; dispensable?: boolean | undefined }[],
  picture: Size,
): (Box | undefined)[] {
  const placed: (Box | undefined)[] = [];
  for (const { box, plate, dispensable } of labels) {
    const candidates = spots(box, plate)
      .map((spot) => within(spot, plate, picture))
      .filter((spot) => spot !== undefined);
    const free = candidates.find((spot) => placed.every((other) => !other || iou(spot, other) === 0));
    const any = () => candidates[0] ?? within(box, plate, picture, true);
    placed.push(free ?? (dispensable ? undefined : any()));
  }
  return placed;
}

/** Plates that may lie between a box and its own: with more, it is unclear which box is meant. */
const STACKED = 4;

/** A box this many times as high as its plate is not hidden by it. */
const ROOMY = 4;

type Corner = Pick<Box, 'x1' | 'y1'>;

function spots(box: Box, { width, height }: Size): Corner[] {
  const inner = [
    { x1: box.x1, y1: box.y1 },
    { x1: box.x1, y1: box.y2 - height },
  ];
  const outer = [
    { x1: box.x1, y1: box.y1 - height },
    { x1: box.x2 - width, y1: box.y1 - height },
    { x1: box.x1, y1: box.y2 },
    ...Array.from({ length: STACKED }, (_, i) => ({ x1: box.x1, y1: box.y1 - (i + 2) * height })),
    ...Array.from({ length: STACKED }, (_, i) => ({ x1: box.x1, y1: box.y2 + (i + 1) * height })),
  ];
  const roomy = box.x2 - box.x1 >= width && box.y2 - box.y1 >= ROOMY * height;
  return roomy ? [outer[0], ...inner, ...outer.slice(1)] : [...outer, ...inner];
}

/** Pushed sideways into the picture; undefined when it would stick out above or below, unless pushed in too. */
function within({ x1, y1 }: Corner, { width, height }: Size, picture: Size, push = false): Box | undefined {
  const into = (value: number, limit: number) => Math.max(0, Math.min(value, limit));
  const left = into(x1, picture.width - width);
  const top = push ? into(y1, picture.height - height) : y1;
  if (!push && (top < 0 || top + height > picture.height)) return undefined;
  return { x1: left, y1: top, x2: left + width, y2: top + height };
}
