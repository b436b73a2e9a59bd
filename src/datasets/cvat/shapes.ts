import type { Box } from '../../geometry/box.js';
import { flagsOfMarks } from '../marks.js';
import { parseDecimal, shown } from '../numbers.js';
import { badDataset } from '../problem.js';
import { boxAround, ellipseBox, rotatedBox } from '../shapes.js';
import { childrenOf, type XmlElement } from '../xml.js';

/** Elements of an image or a track that are not shapes: they are skipped. */
const NO_SHAPE = new Set(['attribute', 'tag']);

/**
 * The box of a CVAT shape, or why it has none. Boxes and ellipses turn about their centre, clockwise.
 * @throws RcnnError `bad-dataset` with file and line for a coordinate that is no number
 */
export function boxOfShape(element: XmlElement, file: string): Box | string {
  const number = (name: string) => numberOf(element, name, file);
  switch (element.name) {
    case 'box': {
      const box = boxAround([
        { x: number('xtl'), y: number('ytl') },
        { x: number('xbr'), y: number('ybr') },
      ]);
      const degrees = element.attributes['rotation'] === undefined ? 0 : number('rotation');
      return degrees === 0
        ? box
        : rotatedBox(box, degrees, { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 });
    }
    case 'polygon':
      return boxAround(pointsOf(element, file));
    case 'ellipse': {
      const degrees = element.attributes['rotation'] === undefined ? 0 : number('rotation');
      return ellipseBox({ x: number('cx'), y: number('cy') }, { x: number('rx'), y: number('ry') }, degrees);
    }
    case 'mask': {
      const [left, top] = [number('left'), number('top')];
      return { x1: left, y1: top, x2: left + number('width'), y2: top + number('height') };
    }
    default:
      return `a <${element.name}> is no box`;
  }
}

/** Whether an element is a shape of an image, with or without a box. */
export function isShape({ name, attributes }: XmlElement): boolean {
  return !NO_SHAPE.has(name) && ('label' in attributes || 'frame' in attributes);
}

/** `x,y;x,y` */
function pointsOf(element: XmlElement, file: string) {
  const text = element.attributes['points'] ?? '';
  return text.split(';').map((pair) => {
    const [x, y, ...rest] = pair.split(',').map((part) => parseDecimal(part.trim()));
    if (x !== undefined && y !== undefined && rest.length === 0) return { x, y };
    const message = `expected points of the ${element.name} as "x,y;x,y", but got ${shown(text)}.`;
    throw badDataset({ kind: 'malformed', file, line: element.line, message });
  });
}

/** @throws RcnnError `bad-dataset` with file and line */
export function numberOf({ name, attributes, line }: XmlElement, attribute: string, file: string): number {
  const text = attributes[attribute] ?? '';
  const value = parseDecimal(text);
  if (value !== undefined) return value;
  const message = `expected ${attribute} of the <${name}> to be a number, but got ${shown(text)}.`;
  throw badDataset({ kind: 'malformed', file, line, message });
}

/** `occluded="1"`, and attributes of the names that CVAT's own import of VOC gives. */
export function flagsOf(element: XmlElement): number {
  const set = new Set(
    childrenOf(element, 'attribute').flatMap(({ attributes, text }) =>
      /^(true|1)$/i.test(text) ? [attributes['name']] : [],
    ),
  );
  if (element.attributes['occluded'] === '1') set.add('occluded');
  return flagsOfMarks((mark) => set.has(mark));
}

/** The attribute `score` of results, which this package writes. */
export function scoreOf(element: XmlElement): number | undefined {
  const score = childrenOf(element, 'attribute').find(({ attributes }) => attributes['name'] === 'score');
  return score && parseDecimal(score.text);
}
