import type { Boxes } from '../src/geometry/boxes.js';

/** All boxes in order, of equal ones the first. */
export function withoutDoubles(boxes: Boxes): Boxes {
  const seen = new Set<string>();
  const first = Array.from(boxes, ({ x1, y1, x2, y2 }) => {
    const known = seen.size;
    return seen.add(`${x1} ${y1} ${x2} ${y2}`).size > known;
  });
  return boxes.pick([...first.keys()].filter((i) => first[i]));
}
