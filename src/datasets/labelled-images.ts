import type { Box } from '../geometry/box.js';
import { TruthBuilder } from './columns.js';
import { withoutEnding } from './image-paths.js';
import { badDataset, type OnProblem } from './problem.js';
import type { ClassRecord, Dataset, ImageRecord } from './records.js';
import { clipped, reach } from './shapes.js';

/** An object as a label file has it, in pixels. */
export interface LabelledBox {
  readonly className: string;
  readonly box: Box;
  readonly flags: number;
  /** 1-based; 0 where line numbers mean little. */
  readonly line: number;
}

/** A photograph and its objects, whatever the form of the file. */
export interface LabelledImage {
  readonly image: ImageRecord;
  /** The file that says so. */
  readonly labels: string;
  readonly boxes: readonly LabelledBox[];
}

export interface CollectOptions {
  readonly root: string;
  /** Classes in the order of the data, including those without objects. Default: those found, sorted by name. */
  readonly named?: readonly string[] | undefined;
  /** The classes wanted, in order; objects of others are left out. Default: all. */
  readonly classes?: readonly string[] | undefined;
  readonly onNote?: OnProblem | undefined;
}

/**
 * Pixels by which rounding alone takes a box over the edge: six decimals of a centre and a side are at most 1.5e-6 of the
 * side off, if they were cut, 0.01 pixel of 6,000; two decimals of a pixel 0.005.
 */
const ROUNDING = 0.01;

/**
 * A data set of labelled photographs. Boxes are clipped at the edge of their photograph; those without
 * area and repeated ones are left out; each is noted with file and line, but for what rounding clips.
 * @throws RcnnError `bad-dataset` when there is no photograph
 */
export function collectImages(given: readonly LabelledImage[], options: CollectOptions): Dataset {
  const { root, onNote } = options;
  const labelled = joined(given, onNote);
  if (labelled.length === 0) {
    throw badDataset({
      kind: 'malformed',
      file: root,
      message: 'expected labelled photographs, but found none.',
    });
  }
  const classes = numbered(options.classes ?? options.named ?? namesIn(labelled));
  const classIndex = new Map(classes.map(({ name }, index) => [name, index]));
  const truth = new TruthBuilder();
  labelled.forEach(({ image, labels, boxes }, index) => {
    for (const { className, box, flags, line } of usable({ image, labels, boxes }, onNote)) {
      const known = classIndex.get(className);
      if (known !== undefined)
        truth.add({ image: index, class: known, ...box, flags }, { file: index, line });
    }
  });
  return {
    images: withDistinctIds(labelled.map(({ image }) => image)),
    classes,
    truth: truth.finish(labelled.map(({ labels }) => labels)),
    root,
  };
}

/** For formats that do not number their classes: 1.. by position. */
function numbered(names: readonly string[]): ClassRecord[] {
  return names.map((name, index) => ({ name, id: index + 1 }));
}

function namesIn(labelled: readonly LabelledImage[]): string[] {
  return [...new Set(labelled.flatMap(({ boxes }) => boxes.map(({ className }) => className)))].sort();
}

function usable({ image, labels, boxes }: LabelledImage, onNote: OnProblem | undefined): LabelledBox[] {
  const seen = new Set<string>();
  const used: LabelledBox[] = [];
  for (const one of boxes) {
    const { className, line } = one;
    const tell = (kind: 'outside-image' | 'zero-area' | 'duplicate', what: string) =>
      onNote?.({
        kind,
        file: labels,
        ...(line > 0 && { line }),
        message: `the ${className} on ${image.id} ${what}.`,
      });
    const box = clipped(one.box, image);
    if (!(box.x2 > box.x1 && box.y2 > box.y1)) {
      const outside = one.box.x2 > one.box.x1 && one.box.y2 > one.box.y1;
      tell('zero-area', outside ? 'lies outside and is left out' : 'has no area and is left out');
      continue;
    }
    const key = JSON.stringify([className, box]);
    if (seen.has(key)) {
      tell('duplicate', 'is repeated and counts once');
      continue;
    }
    seen.add(key);
    if (reach(one.box, image) > ROUNDING) tell('outside-image', 'reaches outside and is clipped at the edge');
    used.push({ ...one, box });
  }
  return used;
}

/** Joins the objects of a photograph that several files label. */
function joined(labelled: readonly LabelledImage[], onNote: OnProblem | undefined): LabelledImage[] {
  const byFile = new Map<string, LabelledImage>();
  for (const one of labelled) {
    const key = one.image.file ?? one.image.id;
    const known = byFile.get(key);
    if (known) {
      const message = `the photograph ${key} is labelled again; first in ${known.labels}. It has the objects of both.`;
      onNote?.({ kind: 'duplicate', file: one.labels, message });
    }
    byFile.set(key, known ? { ...known, boxes: [...known.boxes, ...one.boxes] } : one);
  }
  return [...byFile.values()];
}

/** Photographs of one name in several folders get their path as id. */
function withDistinctIds(images: readonly ImageRecord[]): ImageRecord[] {
  const count = new Map<string, number>();
  for (const { id } of images) count.set(id, (count.get(id) ?? 0) + 1);
  return images.map((image) =>
    count.get(image.id) === 1 || image.file === undefined
      ? image
      : { ...image, id: withoutEnding(image.file) },
  );
}
