import { type FileCorners, isInverted } from '../half-open.js';
import { parseDecimal, shown } from '../numbers.js';
import { badDataset, type OnProblem } from '../problem.js';
import { childrenOf, type XmlElement } from '../xml.js';
import { type FlagName, readFlag } from './flags.js';
import { rotatedCorners } from './rotated-box.js';

/**
 * One annotation file of the PASCAL VOC devkit (also ILSVRC DET's layout) as it is written: coordinates are
 * the file's own, neither shifted nor clipped. Parts of objects (`<part>`: head, hand, foot) are left out.
 */
export interface XmlAnnotation {
  readonly filename?: string;
  /** Pixels; 0 when the file does not say. */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly XmlObject[];
  /** Boxes that hold no object, an element of this package's own: other readers pass it by. */
  readonly background: readonly FileCorners[];
}

export interface XmlObject extends FileCorners {
  readonly name: string;
  readonly difficult: boolean;
  readonly truncated: boolean;
  readonly occluded: boolean;
  /** 1-based line of `<object>`. */
  readonly line: number;
}

/** The file that is read, and the receiver of what is odd in it but changes no number. */
interface Reading {
  readonly file: string;
  readonly onProblem: OnProblem | undefined;
}

/**
 * @param file named in errors
 * @param onProblem receives what is odd but does no harm
 * @throws RcnnError `bad-dataset` with file and line: another root, a missing or odd value
 */
export function annotationOf(root: XmlElement, file: string, onProblem?: OnProblem): XmlAnnotation {
  const reading = { file, onProblem };
  expectRoot(root, reading);
  const [filename] = childrenOf(root, 'filename');
  const [size] = childrenOf(root, 'size');
  return {
    ...(filename && filename.text !== '' && { filename: filename.text }),
    width: size ? sizeOf(size, 'width', file) : 0,
    height: size ? sizeOf(size, 'height', file) : 0,
    objects: childrenOf(root, 'object').map((object) => readObject(object, reading)),
    background: childrenOf(root, 'background').map((one) => boxOf(one, { name: 'background', file })),
  };
}

/** Some tools write `<Annotation>`: nothing else can be meant. */
function expectRoot({ name, line }: XmlElement, { file, onProblem }: Reading): void {
  if (name === 'annotation') return;
  const message = `expected the element <annotation>, but got <${name.slice(0, 60)}>.`;
  if (name.toLowerCase() !== 'annotation') throw badDataset({ kind: 'malformed', file, line, message });
  onProblem?.({ kind: 'odd-value', file, line, message });
}

function readObject(object: XmlElement, reading: Reading): XmlObject {
  const { file } = reading;
  const { line } = object;
  const names = childrenOf(object, 'name').map(({ text }) => text);
  const [name] = names;
  if (name === undefined || name === '' || names.length > 1) {
    const message = `expected <object> to have one <name>, but got ${shown(names.length > 1 ? names : '')}.`;
    throw malformed(file, line, message);
  }
  const corners = boxOf(object, { name, file });
  const flag = (which: FlagName) => {
    const { value, odd } = readFlag(which, childrenOf(object, which)[0]?.text ?? '', { file, line });
    if (odd !== undefined) reading.onProblem?.({ kind: 'odd-value', file, line, message: odd });
    return value;
  };
  return {
    name,
    difficult: flag('difficult'),
    truncated: flag('truncated'),
    occluded: flag('occluded'),
    ...corners,
    line,
  };
}

function boxOf(
  parent: XmlElement,
  { name, file }: { readonly name: string; readonly file: string },
): FileCorners {
  const { line } = parent;
  const boxes = childrenOf(parent, 'bndbox');
  const [box] = boxes;
  const rotated = box
    ? undefined
    : rotatedCorners(parent, (one, which) => sideOf(one, which, { name, file, line }));
  if (rotated) return rotated;
  if (!box || boxes.length > 1) {
    throw malformed(file, line, `expected the ${name} to have one <bndbox>, but it has ${boxes.length}.`);
  }
  return cornersOf(box, { name, file, line });
}

/** The object that is read. */
interface Where {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

function sideOf(box: XmlElement, which: string, { name, file, line }: Where): number {
  const sides = childrenOf(box, which).map(({ text }) => text);
  const value = sides.length === 1 ? parseDecimal(sides[0]!) : undefined;
  if (value !== undefined) return value;
  const got = shown(sides.length > 1 ? sides : (sides[0] ?? ''));
  throw malformed(file, line, `expected <${which}> of the ${name} to be a number, but got ${got}.`);
}

function cornersOf(box: XmlElement, where: Where): FileCorners {
  const { name, file, line } = where;
  const side = (which: string) => sideOf(box, which, where);
  const corners = { xmin: side('xmin'), ymin: side('ymin'), xmax: side('xmax'), ymax: side('ymax') };
  const { xmin, ymin, xmax, ymax } = corners;
  // Boxes of no pixels pass: `dataset check` reports them.
  if (!isInverted(xmin, xmax) && !isInverted(ymin, ymax)) return corners;
  const got = `(${xmin}, ${ymin}, ${xmax}, ${ymax})`;
  const message = `expected xmin <= xmax and ymin <= ymax of the ${name}, but got ${got}.`;
  throw malformed(file, line, message);
}

function sizeOf(size: XmlElement, side: string, file: string): number {
  const text = childrenOf(size, side)[0]?.text ?? '';
  if (text === '') return 0;
  const value = parseDecimal(text);
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw malformed(file, size.line, `expected <${side}> to be a count of pixels, but got ${shown(text)}.`);
}

function malformed(file: string, line: number, message: string) {
  return badDataset({ kind: 'malformed', file, line, message });
}
