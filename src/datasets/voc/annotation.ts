import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseDecimal, shown } from '../numbers.js';
import { badDataset } from '../problem.js';

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
}

export interface XmlObject {
  readonly name: string;
  readonly difficult: boolean;
  readonly truncated: boolean;
  readonly occluded: boolean;
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
  /** 1-based line of `<object>`. */
  readonly line: number;
}

/** A parsed element: children by name, text as strings. */
type Node = Record<string, unknown>;

const START = XMLParser.getMetaDataSymbol() as unknown as string;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  captureMetaData: true,
  maxNestedTags: 32,
  isArray: (name) => name === 'object',
});

/**
 * @param xml - text with `\n` line ends
 * @param file - named in errors
 * @throws RcnnError `bad-dataset` with file and line: not XML, entity declarations, a missing or odd value.
 */
export function parseAnnotation(xml: string, file: string): XmlAnnotation {
  const root = parseXml(xml, file);
  const lineOf = (node: Node) =>
    lineAt(xml, (node[START] as { startIndex?: number } | undefined)?.startIndex);
  const annotation = asNode(root['annotation']);
  if (!annotation) throw malformed(file, 1, 'expected the element <annotation>, but it is missing.');
  const size = asNode(annotation['size']);
  const objects = (annotation['object'] as unknown[] | undefined) ?? [];
  let line = 1;
  return {
    ...(typeof annotation['filename'] === 'string' && { filename: annotation['filename'] }),
    width: size ? sizeOf(size, 'width', file, lineOf(size)) : 0,
    height: size ? sizeOf(size, 'height', file, lineOf(size)) : 0,
    objects: objects.map((object) => {
      const node = asNode(object);
      if (!node) throw malformed(file, line, 'expected <object> to have elements, but it is empty.');
      line = lineOf(node);
      return readObject(node, file, line);
    }),
  };
}

function parseXml(xml: string, file: string): Node {
  // Entities could multiply a small file into gigabytes; no annotation needs to declare one.
  const entity = xml.indexOf('<!ENTITY');
  if (entity >= 0) throw malformed(file, lineAt(xml, entity), 'expected no <!ENTITY declaration: refused.');
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw malformed(file, valid.err.line, `expected XML, but: ${valid.err.msg}`);
  try {
    return parser.parse(xml) as Node;
  } catch (cause) {
    throw badDataset(
      { kind: 'malformed', file, message: `expected XML, but: ${(cause as Error).message}` },
      cause,
    );
  }
}

function readObject(object: Node, file: string, line: number): XmlObject {
  const { name } = object;
  if (typeof name !== 'string' || name === '') {
    throw malformed(file, line, `expected <object> to have one <name>, but got ${shown(name ?? '')}.`);
  }
  const box = asNode(object['bndbox']);
  if (!box) throw malformed(file, line, `expected the ${name} to have one <bndbox>, but it has none.`);
  const coordinate = (side: string) => {
    const value = typeof box[side] === 'string' ? parseDecimal(box[side]) : undefined;
    if (value !== undefined) return value;
    throw malformed(
      file,
      line,
      `expected <${side}> of the ${name} to be a number, but got ${shown(box[side] ?? '')}.`,
    );
  };
  const flag = (which: string) => readFlag(object[which], which, file, line);
  return {
    name,
    difficult: flag('difficult'),
    truncated: flag('truncated'),
    occluded: flag('occluded'),
    xmin: coordinate('xmin'),
    ymin: coordinate('ymin'),
    xmax: coordinate('xmax'),
    ymax: coordinate('ymax'),
    line,
  };
}

/** `1` or `0`; absent is 0, as the devkit's own reader has it. */
function readFlag(value: unknown, which: string, file: string, line: number): boolean {
  if (value === undefined || value === '' || value === '0') return false;
  if (value === '1') return true;
  throw malformed(file, line, `expected <${which}> to be 0 or 1, but got ${shown(value)}.`);
}

function sizeOf(size: Node, side: string, file: string, line: number): number {
  const text = size[side];
  if (text === undefined || text === '') return 0;
  const value = typeof text === 'string' ? parseDecimal(text) : undefined;
  if (value !== undefined && Number.isInteger(value) && value >= 0) return value;
  throw malformed(file, line, `expected <${side}> to be a count of pixels, but got ${shown(text)}.`);
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined;
}

function lineAt(text: string, index = 0): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function malformed(file: string, line: number, message: string) {
  return badDataset({ kind: 'malformed', file, line, message });
}
