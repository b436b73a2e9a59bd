import { isAbsolute } from 'node:path';
import { counted } from '../counted.js';
import { TruthBuilder } from './columns.js';
import { photographPath } from './photograph-path.js';
import { pathFrom } from './photographs.js';
import type { OnProblem } from './problem.js';
import type { ClassRecord, Dataset, ImageRecord } from './records.js';

/** A data set and the name of the split that it is. */
export interface NamedPart {
  readonly name?: string;
  readonly dataset: Dataset;
}

/** Every image as one of the split. */
function withSplit({ dataset, name }: NamedPart): Dataset {
  if (name === undefined) return dataset;
  return { ...dataset, images: dataset.images.map((image) => ({ ...image, split: name })) };
}

export interface MergeOptions {
  /** Sort classes by name; else in the order of their first part. */
  readonly sortsClasses: boolean;
  readonly onNote?: OnProblem;
}

/**
 * Several splits as one data set, each image marked with its split. A photograph in several splits counts once,
 * for the first. Repeated ids are prefixed with the split's name.
 */
export function mergeParts(parts: readonly NamedPart[], { sortsClasses, onNote }: MergeOptions): Dataset {
  const [first] = parts;
  if (!first) throw new RangeError('Expected at least one part, but got none.');
  if (parts.length === 1) return withSplit(first);
  const classes = joinClasses(parts, sortsClasses);
  const classIndex = new Map(classes.map(({ name }, index) => [name, index]));
  const images = new MergedImages(first.dataset.root ?? '.');
  const truth = new TruthBuilder();
  const areas = parts.every(({ dataset }) => dataset.truth.length === 0 || dataset.truth.boxArea);
  const files: string[] = [];
  for (const part of parts) {
    const { dataset } = part;
    addRows(truth, dataset, {
      places: images.add(part),
      areas,
      files: files.length,
      classOf: dataset.classes.map((one) => classIndex.get(one.name)!),
    });
    files.push(...(dataset.truth.origins?.files ?? []));
  }
  images.noteShared(onNote);
  return { images: images.records, classes, truth: truth.finish(files), root: images.root };
}

class MergedImages {
  readonly records: ImageRecord[] = [];
  readonly root: string;
  /** Split of each photograph's path. */
  readonly #splits = new Map<string, string>();
  readonly #ids = new Set<string>();
  /** Photographs that are in two splits, by the names of both. */
  readonly #shared = new Map<string, number>();

  constructor(root: string) {
    this.root = root;
  }

  /** @returns the index of each of the part's images among all; -1 for a photograph of an earlier split */
  add({ name = '', dataset }: NamedPart): number[] {
    return dataset.images.map((image) => {
      const path = photographPath(dataset, image);
      const earlier = this.#splits.get(path);
      if (earlier !== undefined) {
        const pair = `${earlier} and ${name}`;
        this.#shared.set(pair, (this.#shared.get(pair) ?? 0) + 1);
        return -1;
      }
      this.#splits.set(path, name);
      const id = this.#ids.has(image.id) ? `${name}/${image.id}` : image.id;
      this.#ids.add(id);
      const isLocal = image.file !== undefined && !isAbsolute(image.file);
      const file = isLocal ? { file: pathFrom(this.root, path) } : {};
      return this.records.push({ ...image, id, split: name, ...file }) - 1;
    });
  }

  noteShared(onNote: OnProblem | undefined): void {
    for (const [pair, count] of this.#shared) {
      const message = `${counted(count, 'photograph is', 'photographs are')} in ${pair}: ${count === 1 ? 'it counts' : 'they count'} once, and results on ${count === 1 ? 'it' : 'them'} are not independent.`;
      onNote?.({ kind: 'duplicate', file: this.root, message });
    }
  }
}

interface RowsOptions {
  /** As `MergedImages.add` returns them. */
  readonly places: readonly number[];
  readonly classOf: readonly number[];
  /** Number of files before those of this part. */
  readonly files: number;
  /** Whether all parts record the areas of boxes. */
  readonly areas: boolean;
}

function addRows(
  builder: TruthBuilder,
  { truth }: Dataset,
  { places, areas, classOf, files }: RowsOptions,
): void {
  const { image, class: classes, x1, y1, x2, y2, flags, area, boxArea, origins } = truth;
  for (let row = 0; row < truth.length; row++) {
    const place = places[image[row]!]!;
    if (place < 0) continue;
    const box = { x1: x1[row]!, y1: y1[row]!, x2: x2[row]!, y2: y2[row]! };
    const rest = {
      flags: flags[row]!,
      area: area[row]!,
      ...(areas && boxArea && { boxArea: boxArea[row]! }),
    };
    const origin = { file: files + (origins?.file[row] ?? 0), line: origins?.line[row] ?? 0 };
    builder.add({ image: place, class: classOf[classes[row]!]!, ...box, ...rest }, origin);
  }
}

/** Numbers are kept where they are distinct, else classes are numbered from 1. */
function joinClasses(parts: readonly NamedPart[], sortsClasses: boolean): ClassRecord[] {
  const byName = new Map<string, ClassRecord>();
  for (const { dataset } of parts) {
    for (const one of dataset.classes) if (!byName.has(one.name)) byName.set(one.name, one);
  }
  const all = [...byName.values()];
  if (sortsClasses) all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const numbered = !sortsClasses && new Set(all.map(({ id }) => id)).size === all.length;
  return numbered ? all : all.map((one, index) => ({ ...one, id: index + 1 }));
}
