import { SaxesParser } from 'saxes';
import { badDataset } from './problem.js';
import { MAX_FILE_BYTES, readBytes } from './text.js';
import { decodeXml } from './xml-encoding.js';

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text without that of its children, references resolved, blanks at both ends cut off. */
  readonly text: string;
  /** 1-based line of its tag. */
  readonly line: number;
}

/** Annotations nest half a dozen levels; a document of many more is a mistake or an attack. */
const MAX_DEPTH = 32;

/** Messages of the parser quote names from the document, which can be of any length. */
const MAX_REASON = 120;

/**
 * Reads an XML document in the encoding that it declares, with character and entity
 * references resolved.
 * @returns the root
 * @throws RcnnError `file-not-found`, `bad-file`; `bad-dataset` with file and line
 */
export async function readXml(file: string, maxBytes = MAX_FILE_BYTES): Promise<XmlElement> {
  return parseXml(decodeXml(await readBytes(file, maxBytes), file), file);
}

interface Open {
  readonly name: string;
  attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
  readonly line: number;
}

/**
 * @param file named in errors
 * @throws RcnnError `bad-dataset` with file and line: not well-formed, an undefined reference, declared entities
 */
export function parseXml(xml: string, file: string): XmlElement {
  const parser = new SaxesParser({ position: true, xmlns: false as const });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  const fail = (message: string): never => {
    throw badDataset({ kind: 'malformed', file, line: parser.line, message });
  };
  parser.on('error', ({ message }) => {
    const reason = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    fail(`expected XML, but: ${cut(reason)}.`);
  });
  parser.on('doctype', (doctype) => {
    // Entities could multiply a small file into gigabytes; no annotation needs to declare one.
    if (doctype.includes('<!ENTITY')) fail('expected no <!ENTITY declaration: remove it.');
  });
  parser.on('opentagstart', ({ name }) => {
    if (open.length === MAX_DEPTH) fail(`expected at most ${MAX_DEPTH} levels of nesting.`);
    open.push({ name, attributes: {}, children: [], text: '', line: parser.line });
  });
  parser.on('opentag', ({ attributes }) => {
    open.at(-1)!.attributes = attributes;
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop()!;
    element.text = element.text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(xml).close();
  return root ?? fail('expected an XML element, but there is none.');
}

function cut(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}...` : text;
}

/** The children of that name, in order. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}
