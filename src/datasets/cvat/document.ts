import type { Size } from '../../geometry/box.js';
import { badDataset } from '../problem.js';
import { splitName } from '../split-names.js';
import { childrenOf, readXml, type XmlElement } from '../xml.js';
import { isShape, numberOf } from './shapes.js';

/** A document of hundreds of thousands of boxes; its elements are in memory while it is read. */
const MAX_BYTES = 128 * 2 ** 20;

/** Of a video: 4.6 hours at 60 frames per second. Each is held in memory, whether it has objects or not. */
const MAX_FRAMES = 1_000_000;

/** An image of an export "for images", or a frame of one "for video". */
export interface CvatImage extends Size {
  /** As the file has it; of a frame, the name that CVAT gives it. */
  readonly name: string;
  readonly split?: string;
  readonly shapes: readonly CvatShape[];
}

interface CvatShape {
  readonly label: string;
  readonly element: XmlElement;
}

export interface CvatDocument {
  /** Labels of the task or project in their order, those without objects too. */
  readonly labels: readonly string[];
  readonly images: readonly CvatImage[];
  /** Frames of a video: one with neither an object nor a photograph is not an image. */
  readonly isVideo: boolean;
}

/** @throws RcnnError `file-not-found`; `bad-dataset` with file and line */
export async function readCvatDocument(file: string): Promise<CvatDocument> {
  const root = await readXml(file, MAX_BYTES);
  if (root.name !== 'annotations') {
    const message = `expected the element <annotations> of CVAT, but got <${root.name}>.`;
    throw badDataset({ kind: 'malformed', file, line: root.line, message });
  }
  const images = childrenOf(root, 'image');
  const tracks = childrenOf(root, 'track');
  const isVideo = images.length === 0 && (tracks.length > 0 || textAt(root, 'mode') === 'interpolation');
  return {
    labels: labelsOf(root),
    images: isVideo ? framesOf(root, tracks, file) : images.map((image) => imageOf(image, file)),
    isVideo,
  };
}

function imageOf(image: XmlElement, file: string): CvatImage {
  const { name, subset } = image.attributes;
  if (name === undefined || name === '') {
    throw badDataset({
      kind: 'malformed',
      file,
      line: image.line,
      message: 'expected the <image> to have a name.',
    });
  }
  return {
    name,
    width: numberOf(image, 'width', file),
    height: numberOf(image, 'height', file),
    ...(subset && { split: splitName(subset) }),
    shapes: image.children.filter(isShape).map((element) => ({ label: labelOf(element, file), element })),
  };
}

function labelOf({ attributes, name, line }: XmlElement, file: string): string {
  const { label } = attributes;
  if (label) return label;
  throw badDataset({ kind: 'malformed', file, line, message: `expected the <${name}> to have a label.` });
}

/** Each shape of a track on its frame; `outside="1"` says that the object is not there. */
function framesOf(root: XmlElement, tracks: readonly XmlElement[], file: string): CvatImage[] {
  const pixels = find(root, 'original_size');
  const side = (name: string) => Number((pixels && childrenOf(pixels, name)[0]?.text) ?? 0);
  const frames = new Map<number, CvatShape[]>();
  const count = frameCount(root, file);
  for (let frame = 0; frame < count; frame++) frames.set(frame, []);
  for (const track of tracks) {
    const label = labelOf(track, file);
    for (const element of track.children.filter(isShape)) {
      const frame = numberOf(element, 'frame', file);
      const shapes = frames.get(frame) ?? [];
      if (element.attributes['outside'] !== '1') shapes.push({ label, element });
      frames.set(frame, shapes);
    }
  }
  return [...frames]
    .sort(([a], [b]) => a - b)
    .map(([frame, shapes]) => ({
      name: `frame_${String(frame).padStart(6, '0')}`,
      width: side('width'),
      height: side('height'),
      shapes,
    }));
}

function frameCount(root: XmlElement, file: string): number {
  const size = find(root, 'size');
  const count = Number(size?.text ?? 0);
  if (!size || !(count > MAX_FRAMES)) return count;
  const message = `expected a <size> of at most ${MAX_FRAMES.toLocaleString('en')} frames, but got ${size.text}.`;
  throw badDataset({ kind: 'malformed', file, line: size.line, message });
}

/** Labels of tags and of parts of skeletons are harmless: they have no boxes. */
function labelsOf(root: XmlElement): string[] {
  const labels = find(root, 'labels');
  const names = labels ? childrenOf(labels, 'label').flatMap((label) => childrenOf(label, 'name')) : [];
  return [...new Set(names.map(({ text }) => text))].filter((name) => name !== '');
}

function textAt(root: XmlElement, name: string): string | undefined {
  return find(root, name)?.text;
}

/** The first element of a name in the head of the document. */
function find(root: XmlElement, name: string): XmlElement | undefined {
  const [meta] = childrenOf(root, 'meta');
  const pending = meta ? [...meta.children] : [];
  for (let next = pending.shift(); next; next = pending.shift()) {
    if (next.name === name) return next;
    pending.push(...next.children);
  }
  return undefined;
}
