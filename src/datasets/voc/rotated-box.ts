import type { FileCorners } from '../half-open.js';
import { rotatedBox } from '../shapes.js';
import { childrenOf, type XmlElement } from '../xml.js';

/**
 * `<robndbox>` of roLabelImg: centre and sides in pixels from 0, and the angle in radians by which the box was turned
 * clockwise about its centre.
 *
 * @param number reads a child as a number
 * @returns the upright box around it, from 1 and inclusive as the format's other boxes; undefined where there is none
 */
export function rotatedCorners(
  object: XmlElement,
  number: (box: XmlElement, which: string) => number,
): FileCorners | undefined {
  const [box, ...more] = childrenOf(object, 'robndbox');
  if (!box || more.length > 0) return undefined;
  const [x, y, w, h, angle] = ['cx', 'cy', 'w', 'h', 'angle'].map((which) => number(box, which)) as Five;
  const level = { x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2 };
  const { x1, y1, x2, y2 } = rotatedBox(level, (angle * 180) / Math.PI, { x, y });
  return { xmin: x1 + 1, ymin: y1 + 1, xmax: x2, ymax: y2 };
}

type Five = [number, number, number, number, number];
