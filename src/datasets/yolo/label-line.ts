import type { Box, Size } from '../../geometry/box.js';
import { parseDecimal, shown } from '../numbers.js';
import { settled } from '../shapes.js';

/** One line of a YOLO label file: fractions of the photograph's sides. */
export interface YoloLabel {
  /** Number of the class, from 0. */
  readonly classId: number;
  readonly box: Box;
  /** Of a line with a confidence. */
  readonly score?: number;
}

export interface LabelLineOptions {
  /** Key points follow the box (`kpt_shape` in data.yaml), so that more numbers are no polygon. */
  readonly pose?: boolean;
  /** Lines end with a confidence. */
  readonly scored?: boolean;
}

/** Fractions reach a little over the edge by rounding; numbers further away are pixels or percent. */
const MOST = 1.5;

/**
 * `<class> <cx> <cy> <width> <height>`; more than four numbers are a polygon or the corners of a rotated box, whose
 * extent is the box. One number after a box is a confidence.
 * @returns the label, or what is wrong with the line
 */
export function parseLabelLine(
  text: string,
  { pose = false, scored = false }: LabelLineOptions,
): YoloLabel | string {
  const fields = text.trim().split(/\s+/);
  const numbers = fields.map(parseDecimal);
  const bad = fields.find((_, index) => numbers[index] === undefined);
  if (bad !== undefined)
    return `expected numbers in "<class> <x> <y> <width> <height>", but got ${shown(bad)}`;
  const [classId, ...values] = numbers as number[];
  if (!Number.isInteger(classId) || classId! < 0) {
    return `expected the number of a class first, from 0, but got ${shown(fields[0])}`;
  }
  if (scored && values.length < 5) {
    return `expected "<class> <x> <y> <width> <height> <confidence>", but got ${shown(text.trim())}; results need a confidence (save_conf=True; or, for labels that detect wrote, use \`detect --json\`)`;
  }
  const isBox = values.length === 4 || values.length === 5 || (pose && values.length > 4);
  const hasScore = values.length === 5 || (scored && (pose || values.length % 2 === 1));
  const score = hasScore ? values.at(-1)! : undefined;
  const coordinates = isBox ? values.slice(0, 4) : hasScore ? values.slice(0, -1) : values;
  const far = coordinates.find((value) => value > MOST || value < 1 - MOST);
  if (far !== undefined) {
    return `expected fractions of the photograph's width and height, 0 to 1, but got ${far}, as if in pixels`;
  }
  if (!isBox && (coordinates.length < 6 || coordinates.length % 2 === 1)) {
    return `expected four numbers of a box or pairs of a polygon after the class, but got ${coordinates.length} numbers`;
  }
  if (isBox && coordinates.slice(2).some((side) => side < 0)) {
    return `expected a width and a height from 0, but got ${shown(text.trim())}`;
  }
  const box = isBox ? fromCentre(coordinates) : around(coordinates);
  return { classId: classId!, box, ...(score !== undefined && { score }) };
}

/** A label's box in pixels of its photograph. */
export function inPixels({ x1, y1, x2, y2 }: Box, { width, height }: Size): Box {
  return {
    x1: settled(x1 * width),
    y1: settled(y1 * height),
    x2: settled(x2 * width),
    y2: settled(y2 * height),
  };
}

function fromCentre([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Box {
  return { x1: x - width / 2, y1: y - height / 2, x2: x + width / 2, y2: y + height / 2 };
}

function around(pairs: readonly number[]): Box {
  const box = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (let i = 0; i < pairs.length; i += 2) {
    box.x1 = Math.min(box.x1, pairs[i]!);
    box.x2 = Math.max(box.x2, pairs[i]!);
    box.y1 = Math.min(box.y1, pairs[i + 1]!);
    box.y2 = Math.max(box.y2, pairs[i + 1]!);
  }
  return box;
}
