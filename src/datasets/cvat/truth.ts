import { dirname } from 'node:path';
import type { ReadPartOptions } from '../format.js';
import { separatedBySlashes } from '../image-paths.js';
import { collectImages, type LabelledImage } from '../labelled-images.js';
import { LeftOut } from '../left-out.js';
import { type Look, lookAt } from '../look.js';
import { photographId } from '../photograph-id.js';
import { Photographs } from '../photographs.js';
import { badDataset } from '../problem.js';
import type { Dataset } from '../records.js';
import { type CvatDocument, type CvatImage, readCvatDocument } from './document.js';
import { boxOfShape, flagsOf } from './shapes.js';
import { cvatFile } from './sniff.js';

/** The subsets of a project. */
export async function cvatSplits(look: Look): Promise<string[]> {
  const file = await cvatFile(look);
  if (file === undefined) return [];
  const { images } = await readCvatDocument(file);
  return [...new Set(images.flatMap(({ split }) => (split === undefined ? [] : [split])))];
}

/**
 * Reads CVAT's XML 1.1, for images and for video: boxes and ellipses, rotated ones too, polygons and masks by their
 * extent. Of a video each frame with an object or a photograph (`frame_000000`) is an image.
 * @throws RcnnError `file-not-found`; `bad-dataset` with file and line
 */
export async function readCvat(path: string, options: ReadPartOptions): Promise<Dataset> {
  const file = (await cvatFile(await lookAt(path))) ?? path;
  const root = options.imageRoot ?? options.searchRoot ?? dirname(file);
  const [document, photographs] = await Promise.all([readCvatDocument(file), Photographs.below(root)]);
  const leftOut = new LeftOut(file, options.onNote);
  const images = document.images.filter(
    ({ split }) => options.split === undefined || split === undefined || split === options.split,
  );
  const labelled = images.flatMap((image): LabelledImage[] => {
    const found = photographs.find(image.name);
    if (document.isVideo && !found && image.shapes.length === 0) return [];
    return [toLabelled(image, { file, photograph: found ?? withEnding(image.name), leftOut })];
  });
  leftOut.report();
  refuseUnlabelled(document, file);
  const { classes, onNote } = options;
  return collectImages(labelled, { root, named: namesOf(document), classes, onNote });
}

/** Names in CVAT are paths, with an ending but for frames. */
function withEnding(name: string): string {
  return /\.\w+$/.test(name) ? separatedBySlashes(name) : `${name}.jpg`;
}

/** Without any shape or label, a document is not a set of photographs without objects: it is not labelled. */
function refuseUnlabelled({ images, labels }: CvatDocument, file: string): void {
  if (images.length > 0 && (labels.length > 0 || images.some(({ shapes }) => shapes.length > 0))) return;
  throw badDataset({
    kind: 'malformed',
    file,
    message: 'expected labelled images or tracks, but found none.',
  });
}

/** The labels of the head, then those that only shapes name. */
function namesOf({ labels, images }: CvatDocument): string[] {
  const found = new Set(images.flatMap(({ shapes }) => shapes.map(({ label }) => label)));
  return labels.length > 0 ? [...new Set([...labels, ...found])] : [...found].sort();
}

interface Place {
  readonly file: string;
  readonly photograph: string;
  readonly leftOut: LeftOut;
}

function toLabelled(image: CvatImage, { file, photograph, leftOut }: Place): LabelledImage {
  const boxes = image.shapes.flatMap(({ label, element }) => {
    const box = boxOfShape(element, file);
    if (typeof box === 'string') leftOut.add(box, image.name);
    return typeof box === 'string'
      ? []
      : [{ className: label, box, flags: flagsOf(element), line: element.line }];
  });
  const { width, height, split } = image;
  const record = { id: photographId(photograph), file: photograph, width, height };
  return { image: { ...record, ...(split !== undefined && { split }) }, labels: file, boxes };
}
